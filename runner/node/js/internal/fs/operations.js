// Every file operation once: how public arguments become native ones, and native results public.
// `fs` makes two functions of each, `fs/promises` one. It must never call back into either.
//
// native: none; the operations name native functions that `fs` holds.

const { nodeError } = require('internal/errors');
const { validateBoolean, validateInt32, validateInteger, validateObject, validateOneOf, validateUint32 } = require('internal/validators');
const { bytesOf, fileOf, flagOption, flushOption, modeOf, pathOf, seconds, systemError } = require('internal/fs/checks');
const { makeStats, makeStatFs, makeEntries, encoded, optionsOf } = require('internal/fs/shapes');

const statsOf = (value, path, options) => makeStats(value, Boolean(options?.bigint));
const statArgs = (path, options) => [path, Boolean(options?.bigint)];

// As promises, these want an object.
function strictOptions(path, options) {
  if (options !== undefined) validateObject(options, 'options');
}

function owners(subject, uid, gid) {
  validateInteger(uid, 'uid', -1, 2 ** 32 - 1);
  validateInteger(gid, 'gid', -1, 2 ** 32 - 1);
  return [subject, uid, gid];
}

// Whose mode no open file has a default for.
function permissions(subject, mode) {
  if (mode === undefined || mode === null) throw nodeError('ERR_INVALID_ARG_TYPE', 'mode', 'number', undefined);
  return [subject, mode];
}

const ofPath = (check) => (path, ...rest) => check(pathOf(path), ...rest);

function removed(value, path) {
  if (value === 21) {
    throw systemError('ERR_FS_EISDIR', 'Path is a directory', 'EISDIR', 21, 'rm', 'is a directory', `${path}`);
  }
}

// The options of `rm` and `rmdir`, checked in Node's order.
function removal(options) {
  if (options === undefined) return {};
  validateObject(options, 'options');
  const { force, recursive, retryDelay, maxRetries } = options;
  if (recursive !== undefined) validateBoolean(recursive, 'options.recursive');
  if (retryDelay !== undefined) validateInt32(retryDelay, 'options.retryDelay', 0);
  if (maxRetries !== undefined) validateUint32(maxRetries, 'options.maxRetries');
  return { force: Boolean(force), recursive: Boolean(recursive) };
}

function written(flag) {
  return (path, data, options) => {
    const given = optionsOf(options, {});
    const flush = flushOption(given);
    return [fileOf(path), bytesOf(data, given.encoding), given.flag || flag, given.mode ?? 0o666, flush];
  };
}

const lengthOf = (length) => {
  validateInteger(length, 'len');
  return Math.max(0, length);
};

function directory(path, options) {
  if (typeof options === 'number' || typeof options === 'string') return [path, options, false];
  if (!options) return [path, 0o777, false];
  const recursive = flagOption(options, 'recursive');
  return [path, options.mode === undefined ? 0o777 : modeOf(options.mode, 'options.mode'), recursive];
}

// name: { params, args, result, …}, all of which may be left out.
//   params    how many arguments there are, and how many of the last may be left out
//   args      what goes to the native function; it throws what is wrong with the arguments
//   result    the public value, from the native one and what the script passed
//   early     the arguments are looked at before the callback is: these by their names, then `args`
//   promised  what else the promise looks at
//   promise   what the promise does instead of `args`
//   signal    whether the options may have one
exports.operations = {
  __proto__: null,
  access: { params: [2, 1], early: ['path'], args: (path, mode = 0) => [path, mode] },
  appendFile: { params: [3, 1], native: 'writeFile', args: written('a'), signal: true, spare: true },
  chmod: { params: [2, 0], early: [], args: ofPath(permissions) },
  chown: { params: [3, 0], args: ofPath(owners) },
  copyFile: { params: [3, 1], early: ['src', 'dest'], args: (src, dest, mode = 0) => [src, dest, mode] },
  fchmod: { params: [2, 0], early: ['fd'], args: permissions },
  fchown: { params: [3, 0], early: ['fd'], args: owners },
  fdatasync: { params: [1, 0] },
  fstat: { params: [2, 1], args: statArgs, result: statsOf },
  fsync: { params: [1, 0] },
  ftruncate: { params: [2, 1], args: (fd, length = 0) => [fd, lengthOf(length)] },
  futimes: { params: [3, 0], early: ['fd'], args: (fd, atime, mtime) => [fd, seconds(atime, 'atime'), seconds(mtime, 'mtime')] },
  lchown: { params: [3, 0], args: ofPath(owners) },
  link: { params: [2, 0], args: (existing, path) => [existing, path] },
  lstat: { params: [2, 1], args: statArgs, result: statsOf, absent: true, promised: strictOptions },
  lutimes: { params: [3, 0], args: (path, atime, mtime) => [pathOf(path), seconds(atime), seconds(mtime)] },
  mkdir: {
    params: [2, 1],
    args: directory,
    promise(path, options) {
      const isMode = typeof options === 'number' || typeof options === 'string';
      return [path, isMode ? options : options?.mode ?? 0o777, isMode ? false : flagOption(options, 'recursive')];
    },
  },
  mkdtemp: {
    params: [2, 1],
    args: (prefix, options) => { optionsOf(options, {}); return [prefix]; },
    result: (path, prefix, options) => encoded(path, options),
  },
  open: { params: [3, 2], early: ['path'], args: (path, flags = 'r', mode = 0o666) => [path, flags, mode] },
  readdir: {
    params: [2, 1],
    args(path, options) {
      const given = optionsOf(options, {});
      return [path, flagOption(given, 'recursive')];
    },
    promise: (path, options) => [path, Boolean(optionsOf(options, {}).recursive)],
    result: (flat, path, options) => makeEntries(flat, path, optionsOf(options, {})),
  },
  readFile: {
    params: [2, 1],
    spare: true,
    signal: true,
    args(path, options) {
      const given = optionsOf(options, {});
      return [fileOf(path), given.encoding, given.flag || 'r'];
    },
  },
  readlink: {
    params: [2, 1],
    args: (path, options) => { optionsOf(options, {}); return [path]; },
    result: (target, path, options) => encoded(target, options),
    promised: (path) => { pathOf(path, 'oldPath'); },
  },
  realpath: {
    params: [2, 1],
    args(path, options) {
      optionsOf(options, {});
      const known = typeof path === 'string' || ArrayBuffer.isView(path) || path instanceof URL;
      return [known ? path : `${path}`, false];
    },
    result: (real, path, options) => encoded(real, options),
  },
  realpathNative: {
    params: [2, 1],
    native: 'realpath',
    args: (path, options) => { optionsOf(options, {}); return [pathOf(path), true]; },
    result: (real, path, options) => encoded(real, options),
  },
  rename: { params: [2, 0], args: (from, to) => [from, to] },
  rm: {
    params: [2, 1],
    early: [],
    args(path, options) {
      if (options?.force !== undefined) validateBoolean(options.force, 'options.force');
      const [file, { force, recursive }] = [pathOf(path), removal(options)];
      return [file, force, recursive];
    },
    result: removed,
  },
  rmdir: {
    params: [2, 1],
    args(path, options) {
      const file = pathOf(path);
      if (options === undefined) return [file];
      if (options?.recursive !== undefined) {
        throw nodeError('ERR_INVALID_ARG_VALUE', 'options.recursive', options.recursive, 'is no longer supported');
      }
      validateObject(options, 'options');
      return [file];
    },
  },
  stat: { params: [2, 1], args: statArgs, result: statsOf, absent: true, promised: strictOptions },
  statfs: { params: [2, 1], args: statArgs, result: makeStatFs },
  symlink: {
    params: [3, 1],
    args(target, path, type) {
      validateOneOf(type, 'type', ['dir', 'file', 'junction', null, undefined]);
      return [target, path];
    },
  },
  truncate: { params: [2, 1], args: (path, length = 0) => [path, lengthOf(length)] },
  unlink: { params: [1, 0], args: (path) => [path] },
  utimes: { params: [3, 0], args: (path, atime, mtime) => [pathOf(path), seconds(atime), seconds(mtime)] },
  writeFile: { params: [3, 1], args: written('w'), signal: true, spare: true },
};
