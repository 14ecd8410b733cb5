'use strict';
// The `path` module: POSIX paths here; `path.win32` is made when first read.

const { defineLazy } = require('internal/lazy');
const { validateString, validateObject } = require('internal/validators');

// "a//b/./c/../d" without empty, "." and ".." steps. An absolute path cannot leave its root.
function steps(path, isAbsolute) {
  const kept = [];
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue;
    if (step !== '..') kept.push(step);
    else if (kept.length > 0 && kept[kept.length - 1] !== '..') kept.pop();
    else if (!isAbsolute) kept.push(step);
  }
  return kept.join('/');
}

const trimEnd = (path) => {
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end--;
  return path.slice(0, end);
};

const posix = {
  resolve(...paths) {
    let resolved = '';
    let isAbsolute = false;
    for (let at = paths.length - 1; at >= 0 && !isAbsolute; at--) {
      const path = paths[at];
      validateString(path, `paths[${at}]`);
      if (path === '') continue;
      resolved = `${path}/${resolved}`;
      isAbsolute = path[0] === '/';
    }
    if (!isAbsolute) {
      resolved = `${process.cwd()}/${resolved}`;
      isAbsolute = resolved[0] === '/';
    }
    const rest = steps(resolved, isAbsolute);
    return isAbsolute ? `/${rest}` : rest || '.';
  },

  normalize(path) {
    validateString(path, 'path');
    if (path === '') return '.';
    const isAbsolute = path[0] === '/';
    const rest = steps(path, isAbsolute);
    const end = path.endsWith('/') ? '/' : '';
    if (rest === '') return isAbsolute ? '/' : `.${end}`;
    return `${isAbsolute ? '/' : ''}${rest}${end}`;
  },

  isAbsolute(path) {
    validateString(path, 'path');
    return path[0] === '/';
  },

  join(...paths) {
    for (const path of paths) validateString(path, 'path');
    const joined = paths.filter((path) => path !== '').join('/');
    return joined === '' ? '.' : posix.normalize(joined);
  },

  relative(from, to) {
    validateString(from, 'from');
    validateString(to, 'to');
    if (from === to) return '';
    const start = posix.resolve(from).split('/').filter(Boolean);
    const end = posix.resolve(to).split('/').filter(Boolean);
    let shared = 0;
    while (shared < start.length && shared < end.length && start[shared] === end[shared]) shared++;
    return [...start.slice(shared).map(() => '..'), ...end.slice(shared)].join('/');
  },

  toNamespacedPath: (path) => path,

  dirname(path) {
    validateString(path, 'path');
    if (path === '') return '.';
    const trimmed = trimEnd(path);
    const at = trimmed.lastIndexOf('/');
    if (at < 0) return '.';
    // Two slashes at the start are a root of their own.
    if (at === 0) return '/';
    const parent = trimmed.slice(0, at);
    return parent === '/' ? '//' : parent;
  },

  basename(path, suffix) {
    if (suffix !== undefined) validateString(suffix, 'suffix');
    validateString(path, 'path');
    if (suffix !== undefined && suffix !== '' && path === suffix) return '';
    const trimmed = trimEnd(path);
    const name = trimmed.slice(trimmed.lastIndexOf('/') + 1);
    if (suffix === undefined || suffix === '' || name === suffix || !name.endsWith(suffix)) return name;
    return name.slice(0, -suffix.length);
  },

  extname(path) {
    validateString(path, 'path');
    const name = posix.basename(path);
    const at = name.lastIndexOf('.');
    return at <= 0 || name === '..' ? '' : name.slice(at);
  },

  format(pathObject) {
    return format('/', pathObject);
  },

  parse(path) {
    validateString(path, 'path');
    const root = path[0] === '/' ? '/' : '';
    const base = posix.basename(path);
    const ext = base === '' ? '' : posix.extname(base);
    const trimmed = trimEnd(path);
    const at = trimmed.lastIndexOf('/');
    const dir = at < 0 || path === '' ? '' : at === 0 ? root : trimmed.slice(0, at);
    return { root, dir: base === '' ? root : dir, base, ext, name: ext === '' ? base : base.slice(0, -ext.length) };
  },

  matchesGlob(path, pattern) {
    validateString(path, 'path');
    validateString(pattern, 'pattern');
    return require('internal/path/glob').matches(path, pattern);
  },

  sep: '/',
  delimiter: ':',
  win32: null,
  posix: null,
};

function format(separator, pathObject) {
  validateObject(pathObject, 'pathObject');
  const { dir, root = '', base, name = '', ext = '' } = pathObject;
  const extension = ext && ext[0] !== '.' ? `.${ext}` : ext;
  const file = base || `${name || ''}${extension || ''}`;
  const folder = dir || root;
  if (!folder) return file;
  return folder === root ? `${folder}${file}` : `${folder}${separator}${file}`;
}

posix._makeLong = posix.toNamespacedPath;
posix.posix = posix;
defineLazy(posix, 'win32', () => {
  const { win32 } = require('internal/path/win32');
  win32.posix = posix;
  return win32;
});
module.exports = posix;
