// fs.cp: a file, a link or a whole tree, by the rules of Node's page, "fsPromises.cp".
// The rules are written once, as a generator that asks for operations of `fs`; one driver does them
// at once, the other as promises.
//
// native: none.

const fs = require('fs');
const { codedError, nodeError } = require('internal/errors');
const { validateFunction, validateInteger, validateObject } = require('internal/validators');
const { flagOption, pathOf, systemError } = require('internal/fs/checks');
const { dirname, isAbsolute, join, normalize, resolve, sep } = require('path');

// Why a copy is refused: the code, the errors of the system, Node's words.
const REFUSALS = {
  same: ['ERR_FS_CP_EINVAL', 'Invalid src or dest', 'EINVAL', 22],
  self: ['ERR_FS_CP_EINVAL', 'Invalid src or dest', 'EINVAL', 22],
  overFile: ['ERR_FS_CP_DIR_TO_NON_DIR', 'Cannot overwrite non-directory with directory', 'EISDIR', 21],
  overFolder: ['ERR_FS_CP_NON_DIR_TO_DIR', 'Cannot overwrite directory with non-directory', 'ENOTDIR', 20],
  folder: ['ERR_FS_EISDIR', 'Path is a directory', 'EISDIR', 21],
  exists: ['ERR_FS_CP_EEXIST', 'Target already exists', 'EEXIST', 17],
  subfolder: ['ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY', 'Cannot overwrite symlink in subdirectory of self', 'EINVAL', 22],
  socket: ['ERR_FS_CP_SOCKET', 'Cannot copy a socket file', 'EINVAL', 22],
  pipe: ['ERR_FS_CP_FIFO_PIPE', 'Cannot copy a FIFO pipe', 'EINVAL', 22],
  unknown: ['ERR_FS_CP_UNKNOWN', 'Cannot copy an unknown file type', 'EINVAL', 22],
};

function refusal(kind, said, path) {
  const [code, prefix, name, errno] = REFUSALS[kind];
  return systemError(code, prefix, name, errno, 'cp', said, path);
}

function checked(src, dest, options) {
  if (options !== undefined) validateObject(options, 'options');
  const given = { force: true, ...options };
  for (const name of ['dereference', 'errorOnExist', 'force', 'preserveTimestamps', 'recursive', 'verbatimSymlinks']) {
    given[name] = flagOption(given, name);
  }
  if (given.mode !== undefined && given.mode !== null) validateInteger(given.mode, 'mode', 0, 7);
  if (given.dereference && given.verbatimSymlinks) {
    throw nodeError('ERR_INCOMPATIBLE_OPTION_PAIR', 'dereference', 'verbatimSymlinks');
  }
  if (given.filter !== undefined) validateFunction(given.filter, 'options.filter');
  return [pathOf(src, 'src'), pathOf(dest, 'dest'), given];
}

const isSame = (one, other) => one.ino === other.ino && one.dev === other.dev;
const parts = (path) => resolve(path).split(sep).filter(Boolean);
// Whether one path lies in another, or is it.
const isBelow = (folder, path) => {
  const inner = parts(path);
  return parts(folder).every((part, index) => inner[index] === part);
};

class Copy {
  constructor(options, atOnce) {
    this.options = options;
    this.atOnce = atOnce;
    this.statName = options.dereference ? 'stat' : 'lstat';
  }

  // At once, Node's errors of what was looked at first have fewer words and no fields.
  refuse(kind, said, path, plain) {
    if (!this.atOnce || plain === undefined) return refusal(kind, said, path);
    return codedError('Error', REFUSALS[kind][0], plain);
  }

  * maybe(name, path) {
    try {
      return yield [name, path, { bigint: true }];
    } catch (error) {
      if (error.code === 'ENOENT') return null;
      throw error;
    }
  }

  * top(src, dest) {
    this.isTop = true;
    const stats = yield* this.look(src, dest);
    this.isTop = false;
    if (stats === null) return;
    yield* this.checkParents(src, stats.from, dest);
    yield ['mkdir', dirname(dest), { recursive: true }];
    yield* this.one(src, dest, stats);
  }

  // What both are, or null for what the filter leaves out.
  * look(src, dest) {
    const { filter } = this.options;
    if (filter !== undefined) {
      const answer = yield [filter, src, dest];
      if (this.atOnce && typeof answer?.then === 'function') {
        throw nodeError('ERR_INVALID_RETURN_VALUE', 'boolean', 'filter', answer);
      }
      if (!answer) return null;
    }
    const from = yield [this.statName, src, { bigint: true }];
    const to = yield* this.maybe(this.statName, dest);
    if (to !== null) {
      if (isSame(from, to) || (yield* this.leadToSame(src, dest, from, to))) {
        throw this.refuse('same', 'src and dest cannot be the same', dest, `src and dest cannot be the same ${dest}`);
      }
      if (from.isDirectory() && !to.isDirectory()) {
        const said = `cannot overwrite non-directory ${dest} with directory ${src}`;
        throw this.refuse('overFile', said, dest, `C${said.slice(1)}`);
      }
      if (!from.isDirectory() && to.isDirectory()) {
        const said = `cannot overwrite directory ${dest} with non-directory ${src}`;
        throw this.refuse('overFolder', said, dest, `C${said.slice(1)}`);
      }
    }
    if (from.isDirectory() && isBelow(src, dest)) throw this.intoSelf(src, dest);
    return { from, to };
  }

  // At once, links are followed to tell that both are the same file.
  * leadToSame(src, dest, from, to) {
    if (!this.atOnce || !this.isTop || !from.isSymbolicLink() || !to.isSymbolicLink()) return false;
    const [one, other] = [yield* this.maybe('stat', src), yield* this.maybe('stat', dest)];
    return one !== null && other !== null && isSame(one, other);
  }

  intoSelf(src, dest, place = dest) {
    const said = `cannot copy ${src} to a subdirectory of self ${dest}`;
    const shown = place === dest ? join(src, sep) : src;
    return this.refuse('self', said, place, `Cannot copy ${shown} to a subdirectory of self ${dest}`);
  }

  // By identity, so that links don't hide that a folder would be copied into itself.
  * checkParents(src, from, dest) {
    if (!from.isDirectory()) return;
    const own = resolve(dirname(src));
    for (let folder = resolve(dirname(dest)); folder !== own && folder !== dirname(folder); folder = dirname(folder)) {
      const found = yield* this.maybe('stat', folder);
      if (found !== null && isSame(from, found)) throw this.intoSelf(src, dest);
    }
  }

  * one(src, dest, { from, to }) {
    if (from.isDirectory()) {
      if (!this.options.recursive) {
        throw this.refuse('folder', `${src} is a directory (not copied)`, src,
          `Recursive option not enabled, cannot copy a directory: ${join(src, sep)}`);
      }
      yield* this.folder(src, dest, from, to);
    } else if (from.isFile() || from.isCharacterDevice() || from.isBlockDevice()) yield* this.file(src, dest, from, to);
    else if (from.isSymbolicLink()) yield* this.link(src, dest, to);
    else if (from.isSocket()) throw refusal('socket', `cannot copy a socket file: ${dest}`, dest);
    else if (from.isFIFO()) throw refusal('pipe', `cannot copy a FIFO pipe: ${dest}`, dest);
    else throw refusal('unknown', `cannot copy an unknown file type: ${dest}`, dest);
  }

  // Whether what is there already is to be replaced.
  mayReplace(dest) {
    const { errorOnExist, force } = this.options;
    if (!force && errorOnExist) throw refusal('exists', `${dest} already exists`, dest);
    return force;
  }

  * file(src, dest, from, to) {
    if (to !== null) {
      if (!this.mayReplace(dest)) return;
      yield ['unlink', dest];
    }
    yield ['copyFile', src, dest, this.options.mode];
    const mode = Number(from.mode);
    if (this.options.preserveTimestamps) {
      if ((mode & 0o200) === 0) yield ['chmod', dest, mode | 0o200];
      const { atime, mtime } = yield ['stat', src];
      yield ['utimes', dest, atime, mtime];
    }
    yield ['chmod', dest, mode & 0o7777];
  }

  * folder(src, dest, from, to) {
    if (to === null) yield ['mkdir', dest];
    else this.mayReplaceFolder(dest);
    for (const name of yield ['readdir', src]) {
      const [inner, outer] = [join(src, name), join(dest, name)];
      const stats = yield* this.look(inner, outer);
      if (stats !== null) yield* this.one(inner, outer, stats);
    }
    if (to === null) yield ['chmod', dest, Number(from.mode) & 0o7777];
  }

  mayReplaceFolder(dest) {
    if (this.options.errorOnExist && !this.options.force) throw refusal('exists', `${dest} already exists`, dest);
  }

  * link(src, dest, to) {
    let target = yield ['readlink', src];
    if (!this.options.verbatimSymlinks && !isAbsolute(target)) target = resolve(dirname(src), target);
    if (to === null) {
      yield ['symlink', target, dest];
      return;
    }
    let there;
    try {
      there = yield ['readlink', dest];
    } catch (error) {
      // It is no link; making one fails, and says why.
      if (error.code !== 'EINVAL' && error.code !== 'UNKNOWN') throw error;
      yield ['symlink', target, dest];
      return;
    }
    if (!isAbsolute(there)) there = resolve(dirname(dest), there);
    const found = yield* this.maybe('stat', src);
    if (found?.isDirectory()) {
      const unchanged = this.atOnce && normalize(target) === normalize(there);
      if (!unchanged && isBelow(target, there)) throw this.intoSelf(target, there, dest);
      if (!unchanged && isBelow(there, target)) {
        const said = `cannot overwrite ${there} with ${target}`;
        throw this.refuse('subfolder', said, dest, said);
      }
    }
    yield ['unlink', dest];
    yield ['symlink', target, dest];
  }
}

exports.copySync = (src, dest, options) => {
  const [from, to, given] = checked(src, dest, options);
  const steps = new Copy(given, true).top(from, to);
  let step = steps.next();
  while (!step.done) {
    const [name, ...args] = step.value;
    let value;
    try {
      value = typeof name === 'function' ? name(...args) : fs[`${name}Sync`](...args);
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next(value);
  }
};

// Looks at the arguments now, and gives the function that copies.
exports.copying = (src, dest, options) => {
  const [from, to, given] = checked(src, dest, options);
  return async () => {
    const { promises } = fs;
    const steps = new Copy(given, false).top(from, to);
    let step = steps.next();
    while (!step.done) {
      const [name, ...args] = step.value;
      let value;
      try {
        value = await (typeof name === 'function' ? name(...args) : promises[name](...args));
      } catch (error) {
        step = steps.throw(error);
        continue;
      }
      step = steps.next(value);
    }
  };
};
