// fs.createReadStream and fs.createWriteStream over the `stream` module.
// They must own the descriptor only when they opened it, or when `autoClose` says so.
//
// native: none.

const fs = require('fs');
const { Readable, Writable } = require('stream');
const { nodeError, unsupported } = require('internal/errors');
const { validateAbortSignal, validateBoolean, validateFunction, validateInteger } = require('internal/validators');
const { optionsOf } = require('internal/fs/shapes');
const { Buffer } = require('buffer');

// The number behind `fd`, which may be a FileHandle.
const numberOf = (fd) => (typeof fd === 'object' && fd !== null ? fd.fd : fd);

function pathOf(path) {
  if (typeof path === 'string' || path === undefined || Buffer.isBuffer(path)) return path;
  return path instanceof URL ? require('url').fileURLToPath(path) : path;
}

function checkRange(options, reads) {
  const { start, end } = options;
  if (start !== undefined) validateInteger(start, 'start', 0);
  if (reads && end !== undefined && end !== Infinity) {
    validateInteger(end, 'end', 0);
    if (start !== undefined && start > end) {
      throw nodeError('ERR_OUT_OF_RANGE', 'start', `<= "end" (here: ${end})`, start);
    }
  }
}

// What can be wrong with the options of either kind. Nothing is opened before all of it was looked at.
function check(path, options, reads) {
  const given = optionsOf(options, {});
  checkRange(given, reads);
  const { fd, signal, flush, fs: own } = given;
  if (signal !== undefined && signal !== null) validateAbortSignal(signal, 'options.signal');
  if (!reads && flush !== undefined && flush !== null) validateBoolean(flush, 'options.flush');
  const isHandle = typeof fd === 'object' && fd !== null && typeof fd.close === 'function';
  if (fd !== undefined && fd !== null && typeof fd !== 'number' && !isHandle) {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'options.fd', ['number', 'FileHandle'], fd);
  }
  if (fd !== undefined && fd !== null) validateInteger(numberOf(fd), 'fd', 0, 2 ** 31 - 1);
  if (own !== undefined && own !== null) {
    validateFunction(own.open, 'options.fs.open');
    throw unsupported("the option 'fs' of file streams");
  }
  return given;
}

// What both kinds share: opening, and closing at the end.
function prepare(stream, path, given, flags) {
  stream.path = pathOf(path);
  stream.flags = given.flags ?? flags;
  stream.mode = given.mode ?? 0o666;
  stream.autoClose = given.autoClose ?? true;
  stream.handle = typeof given.fd === 'object' && given.fd !== null ? given.fd : undefined;
  stream.fd = given.fd === undefined || given.fd === null ? null : numberOf(given.fd);
  if (stream.handle !== undefined) require('internal/fs/handle').use(stream.handle, true);
  stream.start = given.start;
  stream.pos = given.start;
}

function openFile(stream, callback) {
  if (stream.fd !== null) {
    callback();
    return;
  }
  fs.open(stream.path, stream.flags, stream.mode, (error, fd) => {
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
  stream.fd = null;
  if (handle !== undefined) handle.close().then(() => callback(error), (failure) => callback(failure ?? error));
  else fs.close(fd, (failure) => callback(failure ?? error));
}

class ReadStream extends Readable {
  constructor(path, options) {
    const given = check(path, options, true);
    super({
      highWaterMark: given.highWaterMark ?? 64 * 1024,
      encoding: given.encoding,
      emitClose: given.emitClose ?? true,
      autoDestroy: given.autoClose ?? true,
      signal: given.signal,
    });
    prepare(this, path, given, 'r');
    this.end = given.end ?? Infinity;
    this.bytesRead = 0;
  }

  _construct(callback) {
    openFile(this, callback);
  }

  _read(size) {
    const left = this.end === Infinity ? Infinity : this.end - (this.start ?? 0) + 1 - this.bytesRead;
    const length = Math.min(size, left);
    if (length <= 0) {
      this.push(null);
      return;
    }
    const buffer = Buffer.allocUnsafeSlow(length);
    fs.read(this.fd, buffer, 0, length, this.pos ?? null, (error, count) => {
      if (error) {
        this.destroy(error);
        return;
      }
      if (this.pos !== undefined) this.pos += count;
      this.bytesRead += count;
      this.push(count === 0 ? null : count === length ? buffer : buffer.subarray(0, count));
    });
  }

  _destroy(error, callback) {
    closeFile(this, error, callback);
  }

  close(callback) {
    if (typeof callback === 'function') this.once('close', callback);
    this.destroy();
  }

  get pending() {
    return this.fd === null;
  }
}

class WriteStream extends Writable {
  constructor(path, options) {
    const given = check(path, options, false);
    super({
      highWaterMark: given.highWaterMark,
      decodeStrings: true,
      defaultEncoding: given.encoding ?? 'utf8',
      emitClose: given.emitClose ?? true,
      autoDestroy: given.autoClose ?? true,
      signal: given.signal,
    });
    prepare(this, path, given, 'w');
    this.bytesWritten = 0;
  }

  _construct(callback) {
    openFile(this, callback);
  }

  _write(chunk, encoding, callback) {
    const data = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk, encoding);
    const next = (offset) => {
      fs.write(this.fd, data, offset, data.length - offset, this.pos ?? null, (error, count) => {
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
  }

  _destroy(error, callback) {
    closeFile(this, error, callback);
  }

  close(callback) {
    if (typeof callback === 'function') {
      if (this.closed) process.nextTick(callback);
      else this.once('close', callback);
    }
    if (!this.autoClose) this.once('finish', () => this.destroy());
    this.end();
  }

  get pending() {
    return this.fd === null;
  }
}
WriteStream.prototype.destroySoon = WriteStream.prototype.end;

exports.createReadStream = (path, options) => new ReadStream(path, options);
exports.createWriteStream = (path, options) => new WriteStream(path, options);
exports.ReadStream = ReadStream;
exports.WriteStream = WriteStream;
exports.FileReadStream = ReadStream;
exports.FileWriteStream = WriteStream;
