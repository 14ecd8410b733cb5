'use strict';
// Windows paths: drives, UNC shares, both slashes. It must never look at the disk.

const { validateString, validateObject } = require('internal/validators');

const isSlash = (character) => character === '/' || character === '\\';
const DRIVE = /^[a-zA-Z]:/;

// A path as its device ("C:" or "\\server\share"), whether a root follows, and the rest.
function split(path) {
  if (path.length >= 2 && isSlash(path[0]) && isSlash(path[1])) {
    const share = /^[\\/]{2}([^\\/]+)[\\/]+([^\\/]+)/.exec(path);
    if (share !== null) {
      return { device: `\\\\${share[1]}\\${share[2]}`, rooted: true, length: share[0].length, isShare: true };
    }
  }
  if (DRIVE.test(path)) {
    return { device: path.slice(0, 2), rooted: path.length > 2 && isSlash(path[2]), length: 2, isShare: false };
  }
  return { device: '', rooted: path.length > 0 && isSlash(path[0]), length: 0, isShare: false };
}

function steps(path, rooted) {
  const kept = [];
  for (const step of path.split(/[\\/]+/)) {
    if (step === '' || step === '.') continue;
    if (step !== '..') kept.push(step);
    else if (kept.length > 0 && kept[kept.length - 1] !== '..') kept.pop();
    else if (!rooted) kept.push(step);
  }
  return kept.join('\\');
}

const trimEnd = (path, from) => {
  let end = path.length;
  while (end > from && isSlash(path[end - 1])) end--;
  return path.slice(0, end);
};

const rootOf = (path) => {
  const { device, rooted, length, isShare } = split(path);
  if (isShare) return path.slice(0, length + (isSlash(path[length]) ? 1 : 0));
  return path.slice(0, device.length + (rooted ? 1 : 0));
};

const lastSlash = (path) => Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));

const win32 = {
  resolve(...paths) {
    let device = '';
    let tail = '';
    let rooted = false;
    for (let at = paths.length - 1; at >= -1; at--) {
      const path = at >= 0 ? paths[at] : process.cwd();
      validateString(path, `paths[${at}]`);
      if (path === '') continue;
      const part = split(path);
      if (part.device !== '' && device !== '' && part.device.toLowerCase() !== device.toLowerCase()) continue;
      if (device === '') device = part.device;
      if (!rooted) {
        tail = `${path.slice(part.length)}\\${tail}`;
        rooted = part.rooted;
      }
      if (rooted && device !== '') break;
    }
    return `${device}${rooted ? '\\' : ''}${steps(tail, rooted)}` || '.';
  },

  normalize(path) {
    validateString(path, 'path');
    if (path === '') return '.';
    const { device, rooted, length, isShare } = split(path);
    let tail = steps(path.slice(length), rooted);
    if (tail === '' && !rooted) tail = '.';
    if (tail !== '' && isSlash(path[path.length - 1])) tail += '\\';
    if (isShare) return tail === '' ? `${device}\\` : `${device}\\${tail}`;
    return `${device}${rooted ? '\\' : ''}${tail}`;
  },

  isAbsolute(path) {
    validateString(path, 'path');
    return path.length > 0 && (isSlash(path[0]) || (DRIVE.test(path) && isSlash(path[2])));
  },

  join(...paths) {
    for (const path of paths) validateString(path, 'path');
    const used = paths.filter((path) => path !== '');
    if (used.length === 0) return '.';
    let joined = used.join('\\');
    // Only a first part that is a share may start with two slashes.
    if (!/^[\\/]{2}[^\\/]/.test(used[0])) joined = joined.replace(/^[\\/]{2,}/, '\\');
    return win32.normalize(joined);
  },

  relative(from, to) {
    validateString(from, 'from');
    validateString(to, 'to');
    if (from === to) return '';
    const start = win32.resolve(from).split('\\').filter(Boolean);
    const end = win32.resolve(to).split('\\').filter(Boolean);
    let shared = 0;
    while (shared < start.length && shared < end.length &&
      start[shared].toLowerCase() === end[shared].toLowerCase()) shared++;
    if (shared === 0) return win32.resolve(to);
    return [...start.slice(shared).map(() => '..'), ...end.slice(shared)].join('\\');
  },

  toNamespacedPath(path) {
    if (typeof path !== 'string' || path.length === 0) return path;
    const resolved = win32.resolve(path);
    if (resolved.length <= 2) return path;
    if (/^\\\\[^?.]/.test(resolved)) return `\\\\?\\UNC\\${resolved.slice(2)}`;
    return /^[a-zA-Z]:\\/.test(resolved) ? `\\\\?\\${resolved}` : resolved;
  },

  dirname(path) {
    validateString(path, 'path');
    if (path === '') return '.';
    const root = rootOf(path);
    const trimmed = trimEnd(path, root.length);
    const at = lastSlash(trimmed.slice(root.length));
    if (at < 0) return root === '' ? '.' : root;
    return trimmed.slice(0, root.length + at);
  },

  basename(path, suffix) {
    if (suffix !== undefined) validateString(suffix, 'suffix');
    validateString(path, 'path');
    const start = DRIVE.test(path) ? 2 : 0;
    const trimmed = trimEnd(path, start).slice(start);
    const name = trimmed.slice(lastSlash(trimmed) + 1);
    if (suffix === undefined || suffix === '' || !name.endsWith(suffix)) return name;
    if (name === suffix) return path === suffix ? '' : name;
    return name.slice(0, -suffix.length);
  },

  extname(path) {
    validateString(path, 'path');
    const name = win32.basename(path);
    const at = name.lastIndexOf('.');
    return at <= 0 || name === '..' ? '' : name.slice(at);
  },

  format(pathObject) {
    validateObject(pathObject, 'pathObject');
    const { dir, root = '', base, name = '', ext = '' } = pathObject;
    const file = base || `${name}${ext && ext[0] !== '.' ? '.' : ''}${ext}`;
    const folder = dir || root;
    if (!folder) return file;
    return folder === root ? `${folder}${file}` : `${folder}\\${file}`;
  },

  parse(path) {
    validateString(path, 'path');
    const root = rootOf(path);
    const rest = trimEnd(path, root.length).slice(root.length);
    const at = lastSlash(rest);
    const base = rest.slice(at + 1);
    const dot = base.lastIndexOf('.');
    const ext = dot <= 0 || base === '..' ? '' : base.slice(dot);
    const dir = at < 0 ? root : path.slice(0, root.length + at);
    return { root, dir, base, ext, name: ext === '' ? base : base.slice(0, -ext.length) };
  },

  matchesGlob(path, pattern) {
    validateString(path, 'path');
    validateString(pattern, 'pattern');
    return require('internal/path/glob').matches(path.replaceAll('\\', '/'), pattern.replaceAll('\\', '/'));
  },

  sep: '\\',
  delimiter: ';',
  win32: null,
  posix: null,
};
win32._makeLong = win32.toNamespacedPath;
win32.win32 = win32;

exports.win32 = win32;
