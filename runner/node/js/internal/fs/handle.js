// FileHandle: the methods of the native class that holds a descriptor.
// The descriptor itself must stay native, so that a handle can move to another thread.
//
// native: the same functions as `fs`.

const fs = require('fs');
const { EventEmitter } = require('events');
const { abortError, codedError } = require('internal/errors');
const { operations } = require('internal/fs/operations');
const { checkBuffers, handleTarget, writeSource } = require('internal/fs/checks');
const { optionsOf } = require('internal/fs/shapes');

const { FileHandle } = native;
const asyncDispose = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');

// Promises of closes that are under way, so that a second close waits for the first.
const closing = new WeakMap();
// Those that a web stream reads.
const streamed = new WeakSet();

Object.setPrototypeOf(FileHandle.prototype, EventEmitter.prototype);
Object.setPrototypeOf(FileHandle, EventEmitter);

exports.handleFor = (fd) => new FileHandle(fd);
exports.adopt = native.adopt;

const promised = (name, ...args) => new Promise((resolve, reject) => {
  native[name]((error, value) => (error ? reject(error) : resolve(value)), ...args);
});

// A handle that is used can't be moved to another thread.
async function busy(handle, start) {
  FileHandle.use(handle, true);
  try {
    return await start();
  } finally {
    FileHandle.use(handle, false);
  }
}
exports.use = (handle, on) => FileHandle.use(handle, on);

function open(handle, call) {
  if (handle.fd < 0) {
    const text = FileHandle.wasMoved(handle) ? 'The FileHandle has been transferred' : 'file closed';
    throw Object.assign(codedError('Error', 'EBADF', text), { syscall: call });
  }
  return handle.fd;
}

function viaFd(name, operation) {
  const { args: prepare = (...args) => args, result } = operations[operation];
  return async function onHandle(...args) {
    const fd = open(this, operation);
    const given = prepare(fd, ...args);
    const value = await busy(this, () => promised(operations[operation].native ?? operation, ...given));
    return result === undefined ? value : result(value, fd, ...args);
  };
}

const methods = {
  chmod: viaFd('chmod', 'fchmod'),
  chown: viaFd('chown', 'fchown'),
  datasync: viaFd('datasync', 'fdatasync'),
  sync: viaFd('sync', 'fsync'),
  stat: viaFd('stat', 'fstat'),
  truncate: viaFd('truncate', 'ftruncate'),
  utimes: viaFd('utimes', 'futimes'),

  async readFile(options) {
    const fd = open(this, 'readFile');
    const given = optionsOf(options, {});
    const { signal } = given;
    if (signal?.aborted) throw abortError(signal.reason);
    const value = await busy(this, () => promised('readFile', fd, given.encoding, 'r'));
    if (signal?.aborted) throw abortError(signal.reason);
    return value;
  },

  async writeFile(data, options) {
    const fd = open(this, 'writeFile');
    const { encoding, signal } = optionsOf(options, {});
    const { contentOf, writeAll } = require('internal/fs/content');
    const content = contentOf(data, encoding);
    const write = (bytes, offset, length) => promised('write', fd, bytes, offset, length, null);
    return busy(this, () => writeAll(write, content, encoding, signal));
  },

  async appendFile(data, options) {
    return methods.writeFile.call(this, data, options);
  },

  async read(...args) {
    const fd = open(this, 'read');
    const { buffer, offset, length, position } = handleTarget(...args);
    const bytesRead = length === 0 ? 0 : await busy(this, () => promised('read', fd, buffer, offset, length, position));
    return { __proto__: null, bytesRead, buffer };
  },

  async write(...args) {
    const fd = open(this, 'write');
    const { text, buffer, offset, length, position, encoding } = writeSource(...args);
    const bytesWritten = await busy(this, () => (text === undefined
      ? promised('write', fd, buffer, offset, length, position)
      : promised('writeText', fd, text, position, encoding)));
    return { __proto__: null, bytesWritten, buffer: args[0] };
  },

  async readv(buffers, position) {
    const fd = open(this, 'readv');
    checkBuffers(buffers);
    return busy(this, () => new Promise((resolve, reject) => {
      fs.readv(fd, buffers, position, (error, bytesRead) => (error ? reject(error) : resolve({ __proto__: null, bytesRead, buffers })));
    }));
  },

  async writev(buffers, position) {
    const fd = open(this, 'writev');
    checkBuffers(buffers);
    return busy(this, () => new Promise((resolve, reject) => {
      fs.writev(fd, buffers, position, (error, bytesWritten) => (error ? reject(error) : resolve({ __proto__: null, bytesWritten, buffers })));
    }));
  },

  async close() {
    const under = closing.get(this);
    if (under !== undefined) return under;
    const fd = FileHandle.take(this);
    if (fd < 0) return undefined;
    const done = busy(this, () => promised('closeManaged', fd)).then(() => {
      closing.delete(this);
      this.emit('close');
    });
    closing.set(this, done);
    return done;
  },

  readLines(options) {
    const input = this.createReadStream({ encoding: 'utf8', ...options });
    return require('readline').createInterface({ input, crlfDelay: Infinity });
  },

  createReadStream(options) {
    const { ReadStream } = require('internal/fs/streams');
    return new ReadStream(undefined, { ...optionsOf(options, {}), fd: this });
  },

  createWriteStream(options) {
    const { WriteStream } = require('internal/fs/streams');
    return new WriteStream(undefined, { ...optionsOf(options, {}), fd: this });
  },

  readableWebStream({ autoClose = false } = {}) {
    if (this.fd < 0) throw codedError('Error', 'ERR_INVALID_STATE', 'Invalid state: The FileHandle is closed');
    if (streamed.has(this)) throw codedError('Error', 'ERR_INVALID_STATE', 'Invalid state: The FileHandle is locked');
    require('internal/validators').validateBoolean(autoClose, 'options.autoClose');
    streamed.add(this);
    const { streamOfReads } = require('internal/webstreams/sources');
    const read = async (view) => (await this.read(view, 0, view.byteLength)).bytesRead;
    const over = autoClose ? () => this.close() : () => Promise.resolve();
    return streamOfReads(read, over);
  },

  getAsyncId() {
    return -1;
  },
};

for (const [name, value] of Object.entries(methods)) {
  if (value.name !== name) Object.defineProperty(value, 'name', { value: name, configurable: true });
  Object.defineProperty(FileHandle.prototype, name, { value, writable: true, configurable: true, enumerable: false });
}
Object.defineProperty(FileHandle.prototype, asyncDispose, {
  value() { return this.close(); }, writable: true, configurable: true,
});
Object.defineProperty(FileHandle.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value() { return `FileHandle { fd: ${this.fd} }`; }, configurable: true,
});

exports.FileHandle = FileHandle;
