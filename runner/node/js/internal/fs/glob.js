// fs.glob: walks folders along patterns.
// What one part of a path matches is `internal/path/glob`'s affair.
//
// native: none.

const fs = require('fs');
const { nodeError } = require('internal/errors');
const { validateFunction, validateObject, validateString, validateStringArray } = require('internal/validators');
const { join, resolve } = require('path');
const { braces, part, whole } = require('internal/path/glob');

// A pattern as its parts: "a/./b/../c" is "a/c", and what follows `**` directly is not repeated.
function partsOf(pattern) {
  const parts = [];
  for (const text of pattern.split('/')) {
    const before = parts.at(-1);
    if (text === '' || text === '.') continue;
    if (text === '..' && typeof before === 'string' && before !== '..' && before !== '**') parts.pop();
    else if (text !== '**' || before !== '**') parts.push(text === '**' || text === '..' ? text : part(text));
  }
  return { root: pattern.startsWith('/') ? '/' : '', parts, foldersOnly: pattern.endsWith('/') };
}

function excluding(exclude) {
  if (exclude === undefined || exclude === null) return undefined;
  if (typeof exclude === 'function') return { entry: exclude };
  if (!Array.isArray(exclude)) {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'options.exclude', ['function', 'string[]'], exclude);
  }
  validateStringArray(exclude, 'options.exclude');
  const all = exclude.map(whole);
  return { path: (path) => all.some((matches) => matches(path)) };
}

class Walk {
  #cwd;
  #withTypes;
  #exclude;
  #folders = new Map();

  constructor(patterns, options) {
    if (typeof patterns === 'object') validateStringArray(patterns, 'patterns');
    else validateString(patterns, 'patterns');
    if (options !== undefined) validateObject(options, 'options');
    const { cwd, exclude, withFileTypes } = options ?? {};
    this.#cwd = resolve(cwd instanceof URL ? require('url').fileURLToPath(cwd) : cwd ?? '.');
    this.#withTypes = Boolean(withFileTypes);
    this.#exclude = excluding(exclude);
    this.patterns = [].concat(patterns).flatMap(braces).map(partsOf).filter(({ parts }) => parts.some((one) => one !== '..'));
  }

  #entries(folder) {
    let entries = this.#folders.get(folder);
    if (entries === undefined) {
      try {
        entries = fs.readdirSync(resolve(this.#cwd, folder), { withFileTypes: true });
      } catch {
        entries = [];
      }
      this.#folders.set(folder, entries);
    }
    return entries;
  }

  #stat(path) {
    try {
      return fs.lstatSync(resolve(this.#cwd, path), { throwIfNoEntry: false });
    } catch {
      return undefined;
    }
  }

  #isLeftOut(path, entry) {
    if (this.#exclude === undefined) return false;
    if (this.#exclude.path !== undefined) return this.#exclude.path(path);
    return Boolean(this.#exclude.entry(this.#withTypes ? entry : entry.name));
  }

  #shown(path) {
    if (!this.#withTypes) return path;
    const { basename, dirname } = require('path');
    const found = this.#stat(path);
    const kind = ['isFile', 'isDirectory', 'isSymbolicLink', 'isFIFO', 'isSocket', 'isCharacterDevice', 'isBlockDevice']
      .findIndex((name) => found?.[name]()) + 1;
    return new fs.Dirent(basename(path), kind, dirname(path));
  }

  // Everything that is found, once, folder by folder.
  * found() {
    const told = new Set();
    const waiting = this.patterns.map((pattern) => ({ folder: pattern.root, pattern, at: 0 }));
    while (waiting.length > 0) {
      for (const path of this.#step(waiting.pop(), waiting)) {
        if (told.has(path)) continue;
        told.add(path);
        yield this.#shown(path);
      }
    }
  }

  * #step({ folder, pattern, at }, waiting) {
    const { parts, foldersOnly } = pattern;
    const [now, last] = [parts[at], at === parts.length - 1];
    if (now === '**') {
      yield* this.#anywhere({ folder, pattern, at }, waiting);
      return;
    }
    if (typeof now === 'string') {
      const path = join(folder, now);
      const found = this.#stat(path);
      if (found === undefined) return;
      if (!last) waiting.push({ folder: path, pattern, at: at + 1 });
      else if ((!foldersOnly || found.isDirectory()) && !this.#leavesOut(path, found)) yield path;
      return;
    }
    for (const entry of this.#entries(folder)) {
      if (!now.test(entry.name)) continue;
      const path = join(folder, entry.name);
      if (this.#isLeftOut(path, entry)) continue;
      if (!last) {
        if (entry.isDirectory()) waiting.push({ folder: path, pattern, at: at + 1 });
      } else if (!foldersOnly || entry.isDirectory()) yield path;
    }
  }

  // A path that a pattern names whole is left out by a pattern only, or by its entry.
  #leavesOut(path) {
    return this.#exclude?.path?.(path) ?? false;
  }

  * #anywhere({ folder, pattern, at }, waiting) {
    const { parts, foldersOnly } = pattern;
    const last = at === parts.length - 1;
    if (last) {
      const own = this.#stat(folder || '.');
      if (!own?.isDirectory() && !this.#isFolderBehindLink(folder)) return;
      yield folder || '.';
    } else yield* this.#step({ folder, pattern, at: at + 1 }, waiting);
    for (const entry of this.#entries(folder)) {
      if (entry.name.startsWith('.')) continue;
      const path = join(folder, entry.name);
      if (this.#isLeftOut(path, entry)) continue;
      if (entry.isDirectory()) waiting.push({ folder: path, pattern, at });
      if (last && (!foldersOnly || entry.isDirectory())) yield path;
    }
  }

  #isFolderBehindLink(folder) {
    try {
      return fs.statSync(resolve(this.#cwd, folder)).isDirectory();
    } catch {
      return false;
    }
  }
}

exports.globSync = function globSync(pattern, options) {
  return [...new Walk(pattern, options).found()];
};

exports.glob = function glob(pattern, options, callback) {
  if (typeof options === 'function') [options, callback] = [undefined, options];
  validateFunction(callback, 'cb');
  const walk = new Walk(pattern, options);
  setImmediate(() => {
    let all;
    try {
      all = [...walk.found()];
    } catch (error) {
      callback(error);
      return;
    }
    callback(null, all);
  });
};

exports.found = async (pattern, options) => new Walk(pattern, options).found();
