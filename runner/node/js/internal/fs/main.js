// What of `fs` is not native: the callback functions and the rarer synchronous ones.
// Promises, handles, streams and folders are in files of their own, loaded when asked for. It must
// repeat nothing that `native/fs/public.rs` gives.
//
// native: each `name(callback, ...args)`; without a callback it works at once and throws. See
// `native/fs`. `FileHandle` is the class behind `fs.promises.open`.

const fs = require('fs');
const { abortError, nodeError } = require('internal/errors');
const { validateObject, validateString } = require('internal/validators');
const { operations } = require('internal/fs/operations');
const { checkBuffers, readTarget, seconds, writeSource } = require('internal/fs/checks');
const { optionsOf, Stats, Dirent } = require('internal/fs/shapes');

const promisifyCustom = Symbol.for('nodejs.util.promisify.custom');
const same = (...args) => args;
// Their synchronous forms are native.
const ASYNC_ONLY = new Set(['access', 'appendFile', 'mkdir', 'open', 'readFile', 'rename', 'unlink', 'writeFile']);

function checkCallback(callback) {
  if (typeof callback !== 'function') throw nodeError('ERR_INVALID_ARG_TYPE', 'cb', 'function', callback);
}

// Tells the callback apart from the arguments: it is the last, or stands in the place of one that
// may be left out.
function split(args, [count, optional], spare) {
  for (let at = count - optional; at < count; at++) {
    if (typeof args[at] === 'function') return [args.slice(0, at), args[at]];
  }
  return [args.slice(0, count), spare ? args[count] || args[count - 1] : args[count]];
}

// Calls back with the public value; what `result` throws is the operation's error.
function finishing(callback, result, args, signal) {
  return (error, value) => {
    let made = value;
    try {
      if (signal?.aborted) error = abortError(signal.reason);
      else if (!error && result !== undefined) made = result(value, ...args);
    } catch (thrown) {
      error = thrown;
    }
    if (error) callback(error);
    else if (made === undefined) callback(null);
    else callback(null, made);
  };
}

const isAbsent = (error) => error.code === 'ENOENT' || error.code === 'ENOTDIR';

function withCallback(name, run, { args: prepare = same, params, result, absent, early, signal: mayStop, spare }) {
  const shown = { [name](...all) {
    const [args, callback] = split(all, params, spare);
    if (early === undefined) checkCallback(callback);
    else early.forEach((kind, index) => (kind === 'fd' ? native.checkFd(args[0]) : native.path(args[index], kind)));
    const given = prepare(...args);
    checkCallback(callback);
    const signal = mayStop ? optionsOf(args.at(-1) instanceof Object ? args.at(-1) : undefined, {}).signal : undefined;
    if (signal?.aborted) {
      callback(abortError(signal.reason));
      return;
    }
    const done = finishing(callback, result, args, signal);
    if (absent && args[1]?.throwIfNoEntry === false) {
      run((error, value) => (error && isAbsent(error) ? callback(null, undefined) : done(error, value)), ...given);
    } else run(done, ...given);
  } }[name];
  return withLength(shown, params[0] === 2 && result !== undefined && absent !== undefined ? 1 : params[0] + 1);
}

function synchronous(name, run, { args: prepare = same, params, result, absent }) {
  const shown = { [name](...args) {
    let value;
    try {
      value = run(undefined, ...prepare(...args));
    } catch (error) {
      if (absent && args[1]?.throwIfNoEntry === false && isAbsent(error)) return undefined;
      throw error;
    }
    return result === undefined ? value : result(value, ...args);
  } }[name];
  return withLength(shown, absent !== undefined ? 1 : params[0]);
}

const withLength = (shown, length) => Object.defineProperty(shown, 'length', { value: length, configurable: true });

for (const [name, operation] of Object.entries(operations)) {
  const run = native[operation.native ?? name];
  exports[name] = withCallback(name, run, operation);
  if (!ASYNC_ONLY.has(name)) exports[`${name}Sync`] = synchronous(`${name}Sync`, run, operation);
}
exports.realpath.native = Object.defineProperty(exports.realpathNative, 'name', { value: '', configurable: true });
exports.realpathSync.native = Object.defineProperty(exports.realpathNativeSync, 'name', { value: '', configurable: true });
delete exports.realpathNative;
delete exports.realpathNativeSync;
// A length that only some of them count.
for (const name of ['fstat', 'statfs', 'ftruncate']) {
  withLength(exports[name], 1);
  withLength(exports[`${name}Sync`], 1);
}

exports.close = function close(fd, callback = (error) => { if (error) throw error; }) {
  if (arguments.length > 1) checkCallback(callback);
  native.close(finishing(callback), fd);
};

exports.exists = function exists(path, callback) {
  checkCallback(callback);
  try {
    native.access((error) => callback(!error), path, 0);
  } catch {
    callback(false);
  }
};
exports.exists[promisifyCustom] = (path) => new Promise((resolve) => { exports.exists(path, resolve); });

// What several values are called when they are a promise's.
function promisified(shown, ...names) {
  shown[promisifyCustom] = (...args) => new Promise((resolve, reject) => {
    shown(...args, (error, ...values) => {
      if (error) reject(error);
      else resolve(Object.fromEntries(names.map((name, index) => [name, values[index]])));
    });
  });
}

exports.read = withLength(function read(fd, ...rest) {
  native.checkFd(fd);
  const last = rest.length <= 3 ? rest.length - 1 : 4;
  const { buffer, offset, length, position } = readTarget(Math.min(last, 4), ...rest.slice(0, Math.max(last, 0)));
  const callback = rest[last];
  checkCallback(callback);
  if (length === 0) process.nextTick(callback, null, 0, buffer);
  else native.read((error, count) => callback(error, count ?? 0, buffer), fd, buffer, offset, length, position);
}, 6);
promisified(exports.read, 'bytesRead', 'buffer');

exports.write = withLength(function write(fd, buffer, offset, length, position, callback) {
  native.checkFd(fd);
  if (ArrayBuffer.isView(buffer)) {
    callback ??= [position, length, offset].find((one) => one !== undefined && one !== null);
    checkCallback(callback);
    const source = writeSource(buffer, ...[offset, length, position].map((one) => (typeof one === 'function' ? undefined : one)));
    const { offset: from, length: count, position: at } = source;
    native.write((error, written) => callback(error, written ?? 0, buffer), fd, buffer, from, count, at);
    return;
  }
  if (typeof buffer !== 'string') writeSource(buffer);
  if (typeof position !== 'function') {
    if (typeof offset === 'function') [position, offset] = [offset, null];
    else position = length;
    length = 'utf8';
  }
  const source = writeSource(buffer, offset, length);
  checkCallback(position);
  native.writeText((error, written) => position(error, written ?? 0, buffer), fd, buffer, source.position, source.encoding);
}, 6);
promisified(exports.write, 'bytesWritten', 'buffer');

// Several buffers, one after the other; a short read or write ends it.
function vectored(one) {
  return (fd, buffers, position) => {
    checkBuffers(buffers);
    let total = 0;
    for (const buffer of buffers) {
      const at = typeof position === 'number' ? position + total : null;
      const count = buffer.byteLength === 0 ? 0 : one(fd, buffer, 0, buffer.byteLength, at);
      total += count;
      if (count < buffer.byteLength) break;
    }
    return total;
  };
}
exports.readvSync = Object.defineProperty(vectored(fs.readSync), 'name', { value: 'readvSync', configurable: true });
exports.writevSync = Object.defineProperty(vectored(fs.writeSync), 'name', { value: 'writevSync', configurable: true });
for (const name of ['readv', 'writev']) {
  exports[name] = withLength({ [name](fd, buffers, position, callback) {
    native.checkFd(fd);
    checkBuffers(buffers);
    callback ??= position;
    checkCallback(callback);
    const one = name === 'readv' ? exports.read : exports.write;
    let total = 0;
    const next = (index) => {
      if (index === buffers.length) {
        process.nextTick(callback, null, total, buffers);
        return;
      }
      const at = typeof position === 'number' ? position + total : null;
      one(fd, buffers[index], 0, buffers[index].byteLength, at, (error, count) => {
        total += count;
        if (error) callback(error, 0, buffers);
        else if (count < buffers[index].byteLength) callback(null, total, buffers);
        else next(index + 1);
      });
    };
    next(0);
  } }[name], 4);
}
promisified(exports.readv, 'bytesRead', 'buffers');
promisified(exports.writev, 'bytesWritten', 'buffer');

exports.mkdtempDisposableSync = function mkdtempDisposableSync(prefix, options) {
  const path = exports.mkdtempSync(prefix, options);
  const full = require('path').resolve(path);
  const remove = () => exports.rmSync(full, { recursive: true, force: true });
  return { path, remove, [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() { remove(); } };
};

function blobOf(path, options, read) {
  validateObject(options, 'options');
  const { type } = options;
  if (type !== undefined) validateString(type, 'options.type');
  exports.statSync(native.path(path, 'path'));
  return new (require('buffer').Blob)([read(path)], { type: type ?? '' });
}
exports.openAsBlobSync = function openAsBlobSync(path, options = {}) {
  return blobOf(path, options, fs.readFileSync);
};
exports.openAsBlob = function openAsBlob(path, options = {}) {
  return new Promise((resolve) => { resolve(exports.openAsBlobSync(path, options)); });
};

exports.cp = function cp(src, dest, options, callback) {
  if (typeof options === 'function') [options, callback] = [undefined, options];
  checkCallback(callback);
  const work = require('internal/fs/copy').copying(src, dest, options);
  work().then(() => process.nextTick(callback, null, undefined), (error) => process.nextTick(callback, error));
};
exports.cpSync = function cpSync(src, dest, options) {
  require('internal/fs/copy').copySync(src, dest, options);
};

exports.lchmod = undefined;
exports.lchmodSync = undefined;
exports._toUnixTimestamp = seconds;
exports.Stats = Stats;
exports.Dirent = Dirent;

// The larger halves, each loaded at its first use.
function lazily(module, names) {
  for (const name of names) {
    Object.defineProperty(exports, name, {
      get: () => require(module)[name],
      set(value) { Object.defineProperty(exports, name, { value, writable: true, enumerable: true, configurable: true }); },
      enumerable: true,
      configurable: true,
    });
  }
}
lazily('internal/fs/streams', ['createReadStream', 'createWriteStream', 'ReadStream', 'WriteStream', 'FileReadStream', 'FileWriteStream']);
lazily('internal/fs/watch', ['watch', 'watchFile', 'unwatchFile', 'FSWatcher', 'StatWatcher']);
lazily('internal/fs/constants', ['constants']);
lazily('internal/fs/dir', ['opendir', 'opendirSync', 'Dir']);
lazily('internal/fs/glob', ['glob', 'globSync']);
lazily('internal/fs/utf8_stream', ['Utf8Stream']);
Object.defineProperty(exports, 'promises', { get: () => require('fs/promises'), enumerable: true, configurable: true });
