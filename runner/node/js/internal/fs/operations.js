// Every file operation once: how public arguments become native ones, and native results public.
// `fs` makes two functions of each, `fs/promises` one. It must never call back into either.
//
// native: none; the operations name native functions that `fs` holds.

const { nodeError, unsupported } = require('internal/errors');
const { validateBoolean, validateFunction, validateInteger, validateOneOf } = require('internal/validators');
const { makeStats, makeStatFs, makeEntries, encoded, optionsOf } = require('internal/fs/shapes');

// Seconds since 1970 from a number, a numeric text or a Date.
function seconds(time, name = 'time') {
  if (typeof time === 'string' && time.trim() !== '' && !Number.isNaN(Number(time))) return Number(time);
  if (typeof time === 'number' && Number.isFinite(time)) return time < 0 ? Date.now() / 1000 : time;
  if (time instanceof Date || Object.prototype.toString.call(time) === '[object Date]') return time.getTime() / 1000;
  throw nodeError('ERR_INVALID_ARG_TYPE', name, ['Date', 'Time in seconds'], time);
}
exports.seconds = seconds;

function flagOption(options, name) {
  if (options?.[name] !== undefined) validateBoolean(options[name], `options.${name}`);
  return Boolean(options?.[name]);
}

const statsOf = (value, path, options) => makeStats(value, Boolean(options?.bigint));
const statArgs = (path, options) => [path, Boolean(options?.bigint)];

function owners(path, uid, gid) {
  validateInteger(uid, 'uid', -1, 2 ** 32 - 1);
  validateInteger(gid, 'gid', -1, 2 ** 32 - 1);
  return [path, uid, gid];
}

function permissions(path, mode) {
  if (mode === undefined || mode === null) throw nodeError('ERR_INVALID_ARG_TYPE', 'mode', 'number', mode);
  return [path, mode];
}

function systemError(code, text, errno, path, message) {
  const error = require('internal/errors').codedError('Error', code, message);
  const info = { code: text[0], message: text[1], path, syscall: text[2], errno };
  Object.defineProperty(error, 'name', { value: 'SystemError', configurable: true, writable: true, enumerable: false });
  require('internal/errors').setStackHeader(error, `SystemError [${code}]: ${message}`);
  return Object.assign(error, { info, errno, syscall: text[2], path });
}

function removed(value, path) {
  if (value === 21) {
    throw systemError('ERR_FS_EISDIR', ['EISDIR', 'is a directory', 'rm'], 21, `${path}`,
      `Path is a directory: rm returned EISDIR (is a directory) ${path}`);
  }
}

// Why a copy was refused before it began: by the number that the native side gives.
const CLASHES = {
  22: ['ERR_FS_CP_EINVAL', 22, (from) => `src and dest cannot be the same ${from}`],
  23: ['ERR_FS_CP_EINVAL', 22, (from, to) => `Cannot copy ${from} to a subdirectory of self ${to}`],
  24: ['ERR_FS_CP_DIR_TO_NON_DIR', 21, (from, to) => `Cannot overwrite non-directory ${to} with directory ${from}`],
  25: ['ERR_FS_CP_NON_DIR_TO_DIR', 20, (from, to) => `Cannot overwrite directory ${to} with non-directory ${from}`],
};

function copied(value, from, to) {
  if (CLASHES[value] !== undefined) {
    const [code, errno, text] = CLASHES[value];
    const error = require('internal/errors').codedError('Error', code, text(from, to));
    throw Object.assign(error, { errno, syscall: 'cp', path: `${to}` });
  }
  if (value === 21) {
    throw systemError('ERR_FS_EISDIR', ['EISDIR', 'is a directory', 'cp'], 21, `${from}`,
      `Recursive option not enabled, cannot copy a directory: ${from}`);
  }
  if (value === 17) {
    throw systemError('ERR_FS_CP_EEXIST', ['EEXIST', 'file already exists', 'cp'], 17, `${to}`,
      `Target already exists: cp returned EEXIST (file already exists) ${to}`);
  }
}

// The bytes to write and where Node's message says that they come from.
exports.bytesOf = (data, encoding, name = 'data') => {
  if (typeof data === 'string') return require('buffer').Buffer.from(data, encoding ?? 'utf8');
  if (ArrayBuffer.isView(data)) return data;
  throw nodeError('ERR_INVALID_ARG_TYPE', name, ['string', 'Buffer', 'TypedArray', 'DataView'], data);
};

function written(flag) {
  return (path, data, options) => {
    const given = optionsOf(options, { encoding: 'utf8', mode: 0o666, flag });
    flagOption(given, 'flush');
    return [path?.fd ?? path, exports.bytesOf(data, given.encoding), given.flag ?? flag, given.mode];
  };
}

// name: { args, result }; both may be left out. `result` gets the native value, then what the
// script passed.
exports.operations = {
  __proto__: null,
  access: { args: (path, mode = 0) => [path, mode] },
  appendFile: { native: 'writeFile', args: written('a') },
  chmod: { args: permissions },
  chown: { args: owners },
  copyFile: {
    args(src, dest, mode = 0) {
      validateInteger(mode, 'mode', 0, 7);
      return [src, dest, mode];
    },
  },
  cp: {
    args(src, dest, options = {}) {
      for (const name of ['dereference', 'errorOnExist', 'force', 'preserveTimestamps', 'recursive', 'verbatimSymlinks']) flagOption(options, name);
      if (options?.mode !== undefined) validateInteger(options.mode, 'mode', 0, 7);
      if (options?.filter !== undefined) {
        validateFunction(options.filter, 'options.filter');
        throw unsupported('fs.cp with a filter');
      }
      const { recursive = false, force = true, errorOnExist = false } = options ?? {};
      return [src, dest, recursive, force, errorOnExist];
    },
    result: copied,
  },
  fchmod: { args: permissions },
  fchown: { args: owners },
  fdatasync: {},
  fstat: { args: statArgs, result: statsOf },
  fsync: {},
  ftruncate: { args: (fd, length = 0) => { validateInteger(length, 'len'); return [fd, Math.max(0, length)]; } },
  futimes: { args: (fd, atime, mtime) => [fd, seconds(atime, 'atime'), seconds(mtime, 'mtime')] },
  lchown: { args: owners },
  link: { args: (existing, path) => [existing, path] },
  lstat: { args: statArgs, result: statsOf, absent: true },
  lutimes: { args: (path, atime, mtime) => [path, seconds(atime, 'atime'), seconds(mtime, 'mtime')] },
  mkdir: {
    args(path, options) {
      const given = typeof options === 'object' && options !== null ? options : { mode: options };
      return [path, given.mode ?? 0o777, flagOption(given, 'recursive')];
    },
  },
  mkdtemp: { args: (prefix, options) => { optionsOf(options, {}); return [prefix]; }, result: (path, prefix, options) => encoded(path, options) },
  open: { args: (path, flags = 'r', mode = 0o666) => [path, flags, mode] },
  readdir: {
    args(path, options) {
      const given = optionsOf(options, {});
      return [path, flagOption(given, 'recursive')];
    },
    result: (flat, path, options) => makeEntries(flat, path, optionsOf(options, {})),
  },
  readFile: {
    args(path, options) {
      const given = optionsOf(options, { flag: 'r' });
      return [path?.fd ?? path, given.encoding, given.flag ?? 'r'];
    },
  },
  readlink: { args: (path) => [path], result: (target, path, options) => encoded(target, options) },
  realpath: { args: (path) => [path], result: (real, path, options) => encoded(real, options) },
  rename: { args: (from, to) => [from, to] },
  rm: {
    args(path, options) {
      for (const name of ['maxRetries', 'retryDelay']) if (options?.[name] !== undefined) validateInteger(options[name], `options.${name}`, 0);
      return [path, flagOption(options, 'force'), flagOption(options, 'recursive')];
    },
    result: removed,
  },
  rmdir: { args: (path) => [path] },
  stat: { args: statArgs, result: statsOf, absent: true },
  statfs: { args: statArgs, result: makeStatFs },
  symlink: {
    args(target, path, type) {
      validateOneOf(type, 'type', ['dir', 'file', 'junction', null, undefined]);
      return [target, path];
    },
  },
  truncate: {
    args(path, length = 0) {
      validateInteger(length, 'len');
      return [path, Math.max(0, length)];
    },
  },
  unlink: { args: (path) => [path] },
  utimes: { args: (path, atime, mtime) => [path, seconds(atime, 'atime'), seconds(mtime, 'mtime')] },
  writeFile: { args: written('w') },
};

// Where a read goes: `(buffer, offset, length, position)` or `(buffer, options)` or `(options)`.
exports.readTarget = (buffer, offset, length, position) => {
  if (!ArrayBuffer.isView(buffer)) {
    if (buffer === undefined || (typeof buffer === 'object' && buffer !== null)) {
      const options = buffer ?? {};
      buffer = options.buffer ?? require('buffer').Buffer.alloc(16384);
      ({ offset, length, position } = options);
    }
  } else if (typeof offset === 'object' && offset !== null) {
    ({ offset, length, position } = offset);
  }
  if (!ArrayBuffer.isView(buffer)) {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'buffer', ['Buffer', 'TypedArray', 'DataView'], buffer);
  }
  offset ??= 0;
  validateInteger(offset, 'offset', 0);
  length ??= buffer.byteLength - offset;
  validateInteger(length, 'length', -(2 ** 53) + 1);
  if (length === 0) return { buffer, offset, length, position: null };
  if (buffer.byteLength === 0) {
    throw nodeError('ERR_INVALID_ARG_VALUE', 'buffer', buffer, 'is empty and cannot be written');
  }
  checkSpan(buffer, offset, length);
  return { buffer, offset, length, position: filePosition(position) };
};

// What a write takes: `(buffer, offset, length, position)`, `(buffer, options)` or
// `(text, position, encoding)`.
exports.writeSource = (buffer, offset, length, position) => {
  if (typeof buffer === 'string') {
    return { text: buffer, position: filePosition(offset), encoding: length ?? 'utf8' };
  }
  if (!ArrayBuffer.isView(buffer)) {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'buffer', ['string', 'Buffer', 'TypedArray', 'DataView'], buffer);
  }
  if (typeof offset === 'object' && offset !== null) ({ offset, length, position } = offset);
  offset ??= 0;
  validateInteger(offset, 'offset', 0);
  length ??= buffer.byteLength - offset;
  validateInteger(length, 'length', 0);
  checkSpan(buffer, offset, length);
  return { buffer, offset, length, position: filePosition(position) };
};

function checkSpan(buffer, offset, length) {
  if (offset > buffer.byteLength) throw nodeError('ERR_OUT_OF_RANGE', 'offset', `<= ${buffer.byteLength}`, offset);
  if (length > buffer.byteLength - offset) {
    throw nodeError('ERR_OUT_OF_RANGE', 'length', `<= ${buffer.byteLength - offset}`, length);
  }
  if (length < 0) throw nodeError('ERR_OUT_OF_RANGE', 'length', '>= 0', length);
}

function filePosition(position) {
  if (position === undefined || position === null) return null;
  if (typeof position === 'bigint') return position;
  if (typeof position !== 'number') {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'position', ['integer', 'bigint'], position);
  }
  return position;
}
