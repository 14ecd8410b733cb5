// What of `fs` is not native: the callback functions and the rarer synchronous ones.
// Promises, handles, streams and folders are in files of their own, loaded when asked for. It must
// repeat nothing that `native/fs/public.rs` gives.
//
// native: each `name(callback, ...args)`; without a callback it works at once and throws. See
// `native/fs`. `FileHandle` is the class behind `fs.promises.open`.

const fs = require('fs');
const { nodeError } = require('internal/errors');
const { operations, readTarget, writeSource, seconds } = require('internal/fs/operations');
const { refuse } = require('internal/refusing');
const { Stats, Dirent } = require('internal/fs/shapes');

const promisifyCustom = Symbol.for('nodejs.util.promisify.custom');
const same = (...args) => args;
// Their synchronous forms are native.
const ASYNC_ONLY = new Set(['access', 'appendFile', 'mkdir', 'open', 'readFile', 'rename', 'unlink', 'writeFile']);

function callbackOf(args) {
  const callback = args.at(-1);
  if (typeof callback !== 'function') {
    // A lone argument is never the callback.
    throw nodeError('ERR_INVALID_ARG_TYPE', 'cb', 'function', args.length > 1 ? callback : undefined);
  }
  args.pop();
  return callback;
}

// Calls back with the public value; what `result` throws is the operation's error.
function finishing(callback, result, args) {
  if (result === undefined) return (error, value) => (error ? callback(error) : value === undefined ? callback(null) : callback(null, value));
  return (error, value) => {
    if (error) {
      callback(error);
      return;
    }
    let made;
    try {
      made = result(value, ...args);
    } catch (thrown) {
      callback(thrown);
      return;
    }
    if (made === undefined) callback(null);
    else callback(null, made);
  };
}

for (const [name, { native: nativeName = name, args: prepare = same, result, absent }] of Object.entries(operations)) {
  const run = native[nativeName];
  exports[name] = { [name](...args) {
    const callback = callbackOf(args);
    run(finishing(callback, result, args), ...prepare(...args));
  } }[name];
  if (!ASYNC_ONLY.has(name)) exports[`${name}Sync`] = { [`${name}Sync`](...args) {
    let value;
    try {
      value = run(undefined, ...prepare(...args));
    } catch (error) {
      if (absent && args[1]?.throwIfNoEntry === false && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
        return undefined;
      }
      throw error;
    }
    return result === undefined ? value : result(value, ...args);
  } }[`${name}Sync`];
}
exports.realpath.native = exports.realpath;
exports.realpathSync.native = exports.realpathSync;

exports.close = function close(fd, callback = (error) => { if (error) throw error; }) {
  if (typeof callback !== 'function') throw nodeError('ERR_INVALID_ARG_TYPE', 'cb', 'function', callback);
  native.close(finishing(callback), fd);
};

exports.exists = function exists(path, callback) {
  if (typeof callback !== 'function') throw nodeError('ERR_INVALID_ARG_TYPE', 'cb', 'function', callback);
  try {
    native.access((error) => callback(!error), path, 0);
  } catch {
    callback(false);
  }
};
exports.exists[promisifyCustom] = (path) => new Promise((resolve) => { exports.exists(path, resolve); });

exports.read = function read(fd, ...args) {
  const callback = callbackOf(args);
  const { buffer, offset, length, position } = readTarget(...args);
  native.read((error, count) => (error ? callback(error) : callback(null, count, buffer)), fd, buffer, offset, length, position);
};
exports.read[promisifyCustom] = (...args) => new Promise((resolve, reject) => {
  exports.read(...args, (error, bytesRead, buffer) => (error ? reject(error) : resolve({ bytesRead, buffer })));
});

function writeWith(callback, fd, source) {
  if (source.text !== undefined) return native.writeText(callback, fd, source.text, source.position, source.encoding);
  return native.write(callback, fd, source.buffer, source.offset, source.length, source.position);
}

exports.write = function write(fd, ...args) {
  const callback = callbackOf(args);
  const source = writeSource(...args);
  writeWith((error, count) => (error ? callback(error) : callback(null, count, args[0])), fd, source);
};
exports.write[promisifyCustom] = (...args) => new Promise((resolve, reject) => {
  exports.write(...args, (error, bytesWritten, buffer) => (error ? reject(error) : resolve({ bytesWritten, buffer })));
});

// Of all of them, before the first is touched.
function checkBuffers(buffers) {
  if (!Array.isArray(buffers) || !buffers.every(ArrayBuffer.isView)) {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'buffers', 'ArrayBufferView[]', buffers);
  }
}

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
exports.readvSync = vectored(fs.readSync);
exports.writevSync = vectored(fs.writeSync);
for (const name of ['readv', 'writev']) {
  exports[name] = { [name](fd, buffers, ...rest) {
    const callback = callbackOf(rest);
    checkBuffers(buffers);
    const one = name === 'readv' ? exports.read : exports.write;
    let total = 0;
    const next = (index) => {
      if (index === buffers.length) return callback(null, total, buffers);
      const at = typeof rest[0] === 'number' ? rest[0] + total : null;
      return one(fd, buffers[index], 0, buffers[index].byteLength, at, (error, count) => {
        if (error) return callback(error);
        total += count;
        return count < buffers[index].byteLength ? callback(null, total, buffers) : next(index + 1);
      });
    };
    next(0);
  } }[name];
}

exports.mkdtempDisposableSync = function mkdtempDisposableSync(prefix, options) {
  const path = exports.mkdtempSync(prefix, options);
  const remove = () => exports.rmSync(path, { recursive: true, force: true });
  return { path, remove, [Symbol.dispose ?? Symbol.for('Symbol.dispose')]: remove };
};

exports.openAsBlob = async function openAsBlob(path, options = {}) {
  const data = await exports.promises.readFile(path);
  return new (require('buffer').Blob)([data], { type: options?.type ?? '' });
};

exports._toUnixTimestamp = seconds;
exports.Stats = Stats;
exports.Dirent = Dirent;
refuse(exports, 'fs', 'glob globSync lchmod lchmodSync');

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
Object.defineProperty(exports, 'promises', { get: () => require('fs/promises'), enumerable: true, configurable: true });
