// fs.createReadStream and fs.createWriteStream over the `stream` module.
// They must own the descriptor only when they opened it, or when `autoClose` says so.
//
// native: none.

const fs = require('fs');
const { Readable, Writable } = require('stream');
const { nodeError } = require('internal/errors');
const { validateBoolean, validateFunction, validateInteger } = require('internal/validators');
const { pathOf } = require('internal/fs/checks');
const { optionsOf } = require('internal/fs/shapes');
const { Buffer } = require('buffer');

// The number behind `fd`, which may be a FileHandle.
const numberOf = (fd) => (typeof fd === 'object' && fd !== null ? fd.fd : fd);

// A path stays what it is, but for a URL.
function shownPath(path) {
  const plain = pathOf(path);
  return path instanceof URL ? plain : path;
}

function checkRange({ start, end }, reads) {
  if (start !== undefined) validateInteger(start, 'start', 0);
  if (reads && end !== undefined && end !== Infinity) {
    validateInteger(end, 'end', 0);
    if (start !== undefined && start > end) {
      throw nodeError('ERR_OUT_OF_RANGE', 'start', `<= "end" (here: ${end})`, start);
    }
  }
}

// Functions of a script's own in the place of those of `fs`.
function checkFunctions(own, reads, flush) {
  validateFunction(own.open, 'options.fs.open');
  if (reads) validateFunction(own.read, 'options.fs.read');
  else {
    if (own.write !== undefined || own.writev === undefined) validateFunction(own.write, 'options.fs.write');
    if (own.writev !== undefined) validateFunction(own.writev, 'options.fs.writev');
  }
  validateFunction(own.close, 'options.fs.close');
  if (flush) validateFunction(own.fsync, 'options.fs.fsync');
}

// What can be wrong with the options of either kind. Nothing is opened before all of it was looked at.
function check(path, options, reads) {
  const given = optionsOf(options, {});
  const { fd, flush, fs: own } = given;
  const isOwn = own !== undefined && own !== null;
  if (isOwn) checkFunctions(own, reads, !reads && flush);
  if (!reads && flush !== undefined && flush !== null) validateBoolean(flush, 'options.flush');
  if (fd === undefined || fd === null) shownPath(path);
  else {
    const isHandle = typeof fd === 'object' && typeof fd.close === 'function';
    if (typeof fd !== 'number' && !isHandle) {
      throw nodeError('ERR_INVALID_ARG_TYPE', 'options.fd', ['number', 'FileHandle'], fd);
    }
    if (isHandle && isOwn) throw nodeError('ERR_METHOD_NOT_IMPLEMENTED', 'FileHandle with fs');
    validateInteger(numberOf(fd), 'fd', 0, 2 ** 31 - 1);
  }
  checkRange(given, reads);
  return given;
}

// The functions that a stream uses, where they are not those of `fs`.
const functions = new WeakMap();
const of = (stream) => functions.get(stream) ?? fs;

// What both kinds share: opening, and closing at the end.
function prepare(stream, path, given, flags) {
  const handle = typeof given.fd === 'object' && given.fd !== null ? given.fd : undefined;
  if (given.fs !== undefined && given.fs !== null) functions.set(stream, given.fs);
  stream.fd = given.fd === undefined || given.fd === null ? null : numberOf(given.fd);
  stream.path = stream.fd === null ? shownPath(path) : path;
  stream.flags = given.flags ?? flags;
  stream.mode = given.mode ?? 0o666;
  stream.autoClose = given.autoClose ?? true;
  stream.start = given.start;
  stream.pos = given.start;
  Object.defineProperty(stream, 'handle', { value: handle, writable: true, configurable: true });
  if (handle === undefined) return;
  require('internal/fs/handle').use(handle, true);
  handle.once('close', () => { if (!stream.destroyed) stream.destroy(); });
}

function openFile(stream, callback) {
  if (stream.fd !== null) {
    callback();
    return;
  }
  // A subclass may open it in its own way.
  if (typeof stream.open === 'function') {
    const emit = stream.emit;
    stream.emit = function emitOpen(name, ...args) {
      if (name === 'open') {
        this.emit = emit;
        callback();
        Reflect.apply(emit, this, [name, ...args]);
      } else if (name === 'error') {
        this.emit = emit;
        callback(args[0]);
      } else return Reflect.apply(emit, this, [name, ...args]);
      return true;
    };
    stream.open();
    return;
  }
  of(stream).open(stream.path, stream.flags, stream.mode, (error, fd) => {
    if (error) {
      callback(error);
      return;
    }
    stream.fd = fd;
    callback();
    stream.emit('open', fd);
    stream.emit('ready');
  });
}

function closeFile(stream, error, callback) {
  const { fd, handle } = stream;
  if (handle !== undefined) require('internal/fs/handle').use(handle, false);
  if (fd === null || !stream.autoClose) {
    callback(error);
    return;
  }
  const close = () => {
    stream.fd = null;
    if (handle !== undefined) handle.close().then(() => callback(error), (failure) => callback(failure ?? error));
    else of(stream).close(fd, (failure) => callback(failure ?? error));
  };
  if (!stream.flush || error) close();
  else of(stream).fsync(fd, (failure) => { error ??= failure; close(); });
}

function shareSides(prototype) {
  Object.defineProperties(prototype, {
    autoClose: {
      get() { return this[kAutoClose]; },
      set(value) { this[kAutoClose] = value; },
      configurable: true,
    },
    pending: { get() { return this.fd === null; }, configurable: true },
  });
  prototype._construct = function _construct(callback) { openFile(this, callback); };
}
const kAutoClose = Symbol('autoClose');

function ReadStream(path, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(path, options);
  const given = check(path, options, true);
  // Before the stream is made, which may open it at once.
  prepare(this, path, given, 'r');
  this.end = given.end ?? Infinity;
  Readable.call(this, {
    ...given,
    highWaterMark: given.highWaterMark ?? 64 * 1024,
    emitClose: given.emitClose ?? true,
    autoDestroy: given.autoDestroy ?? given.autoClose ?? true,
    decoder: undefined,
    read: undefined,
    construct: undefined,
    destroy: undefined,
  });
  this.bytesRead = 0;
}
Object.setPrototypeOf(ReadStream.prototype, Readable.prototype);
Object.setPrototypeOf(ReadStream, Readable);
shareSides(ReadStream.prototype);

ReadStream.prototype._read = function _read(size) {
  const left = this.end === Infinity ? Infinity : this.end - (this.start ?? 0) + 1 - this.bytesRead;
  const length = Math.min(size, left);
  if (length <= 0) {
    this.push(null);
    return;
  }
  const buffer = Buffer.allocUnsafeSlow(length);
  of(this).read(this.fd, buffer, 0, length, this.pos ?? null, (error, count) => {
    if (error) {
      this.destroy(error);
      return;
    }
    if (this.pos !== undefined) this.pos += count;
    this.bytesRead += count;
    this.push(count === 0 ? null : count === length ? buffer : buffer.subarray(0, count));
  });
};

ReadStream.prototype._destroy = function _destroy(error, callback) {
  closeFile(this, error, callback);
};

ReadStream.prototype.close = function close(callback) {
  if (typeof callback === 'function') require('stream').finished(this, callback);
  this.destroy();
};

function WriteStream(path, options) {
  if (!(this instanceof WriteStream)) return new WriteStream(path, options);
  const given = check(path, options, false);
  prepare(this, path, given, 'w');
  const own = functions.get(this);
  if (own !== undefined && own.writev === undefined) this._writev = null;
  if (own !== undefined && own.write === undefined) this._write = writeAsVector;
  Object.defineProperty(this, 'flush', { value: Boolean(given.flush), writable: true, configurable: true });
  Writable.call(this, {
    ...given,
    decodeStrings: true,
    emitClose: given.emitClose ?? true,
    autoDestroy: given.autoDestroy ?? given.autoClose ?? true,
    write: undefined,
    writev: undefined,
    final: undefined,
    construct: undefined,
    destroy: undefined,
  });
  this.bytesWritten = 0;
  if (given.encoding) this.setDefaultEncoding(given.encoding);
}
Object.setPrototypeOf(WriteStream.prototype, Writable.prototype);
Object.setPrototypeOf(WriteStream, Writable);
shareSides(WriteStream.prototype);

WriteStream.prototype._write = function _write(chunk, encoding, callback) {
  const data = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk, encoding);
  const next = (offset) => {
    of(this).write(this.fd, data, offset, data.length - offset, this.pos ?? null, (error, count) => {
      if (error) {
        callback(error);
        return;
      }
      this.bytesWritten += count;
      if (this.pos !== undefined) this.pos += count;
      if (offset + count < data.length) next(offset + count);
      else callback();
    });
  };
  next(0);
};

function writeAsVector(chunk, encoding, callback) {
  const data = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk, encoding);
  this._writev([{ chunk: data }], callback);
}

WriteStream.prototype._writev = function _writev(pieces, callback) {
  const next = (buffers) => {
    of(this).writev(this.fd, buffers, this.pos ?? null, (error, count) => {
      if (error) {
        callback(error);
        return;
      }
      this.bytesWritten += count;
      if (this.pos !== undefined) this.pos += count;
      const rest = behind(buffers, count);
      if (rest.length > 0) next(rest);
      else callback();
    });
  };
  next(pieces.map(({ chunk, encoding }) => (Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk, encoding))));
};

// What is left of the buffers behind their first bytes.
function behind(buffers, count) {
  let at = 0;
  while (at < buffers.length && count >= buffers[at].length) count -= buffers[at++].length;
  const rest = buffers.slice(at);
  if (count > 0) rest[0] = rest[0].subarray(count);
  return rest;
}

WriteStream.prototype._destroy = function _destroy(error, callback) {
  closeFile(this, error, callback);
};

WriteStream.prototype.close = function close(callback) {
  if (typeof callback === 'function') {
    if (this.closed) {
      process.nextTick(callback);
      return;
    }
    this.on('close', callback);
  }
  if (!this.autoClose) this.on('finish', this.destroy);
  this.end();
};
WriteStream.prototype.destroySoon = WriteStream.prototype.end;

exports.createReadStream = function createReadStream(path, options) {
  return new ReadStream(path, options);
};
exports.createWriteStream = function createWriteStream(path, options) {
  return new WriteStream(path, options);
};
exports.ReadStream = ReadStream;
exports.WriteStream = WriteStream;
exports.FileReadStream = ReadStream;
exports.FileWriteStream = WriteStream;
