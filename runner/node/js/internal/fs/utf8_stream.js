// fs.Utf8Stream: text or bytes to a file, gathered until they are worth a write.
// See Node's page, "Class: fs.Utf8Stream".
//
// native: none.

const fs = require('fs');
const { EventEmitter } = require('events');
const { codedError, nodeError } = require('internal/errors');
const { validateBoolean, validateFunction, validateOneOf, validateUint32 } = require('internal/validators');
const { Buffer } = require('buffer');

const destroyed = () => codedError('Error', 'ERR_INVALID_STATE', 'Invalid state: Utf8Stream is destroyed');
const isFull = (error) => error.code === 'EAGAIN' || error.code === 'EBUSY';

class Utf8Stream extends EventEmitter {
  #options;
  #file = null;
  #fd = -1;
  #pieces = [];
  #length = 0;
  #writing = false;
  #ending = false;
  #destroyed = false;
  #opening = false;
  // Whether `drain` is to be told.
  #draining = false;
  #timer;
  #flushed = [];

  constructor(options = {}) {
    super();
    require('internal/validators').validateObject(options, 'options');
    const {
      append = true, contentMode = 'utf8', fsync = false, maxLength = 0, maxWrite = 16384, minLength = 0, mkdir = false,
      mode, periodicFlush = 0, retryEAGAIN = () => true, sync = false, dest, fd = dest, fs: own = fs,
    } = options;
    for (const [name, value] of Object.entries({ append, fsync, mkdir, sync })) validateBoolean(value, `options.${name}`);
    for (const [name, value] of Object.entries({ maxLength, maxWrite, minLength, periodicFlush })) validateUint32(value, `options.${name}`);
    validateOneOf(contentMode, 'options.contentMode', ['buffer', 'utf8']);
    validateFunction(retryEAGAIN, 'options.retryEAGAIN');
    if (minLength >= maxWrite) {
      throw codedError('RangeError', 'ERR_INVALID_ARG_VALUE',
        `The argument 'minLength' should be smaller than maxWrite (${maxWrite}). Received ${minLength}`);
    }
    require('internal/validators').validateObject(own, 'options.fs');
    this.#options = { append, contentMode, fsync, maxLength, maxWrite, minLength, mkdir, mode, periodicFlush, retryEAGAIN, sync, own };
    if (typeof fd === 'number') {
      this.#fd = fd;
      process.nextTick(() => this.emit('ready'));
    } else if (typeof fd === 'string') this.#open(fd);
    else throw nodeError('ERR_INVALID_ARG_TYPE', 'fd', ['number', 'string'], fd);
    if (periodicFlush > 0) {
      this.#timer = setInterval(() => this.flush(), periodicFlush);
      this.#timer.unref();
    }
  }

  get append() { return this.#options.append; }
  get contentMode() { return this.#options.contentMode; }
  get fd() { return this.#fd; }
  get file() { return this.#file; }
  get fsync() { return this.#options.fsync; }
  get maxLength() { return this.#options.maxLength; }
  get minLength() { return this.#options.minLength; }
  get mkdir() { return this.#options.mkdir; }
  get mode() { return this.#options.mode; }
  get periodicFlush() { return this.#options.periodicFlush; }
  get sync() { return this.#options.sync; }
  get writing() { return this.#writing; }

  #open(file) {
    const { append, mkdir, mode, own, sync } = this.#options;
    const flags = append ? 'a' : 'w';
    const folder = require('path').dirname(file);
    this.#opening = true;
    this.#file = file;
    const done = (error, fd) => {
      this.#opening = false;
      if (error) {
        this.emit('error', error);
        return;
      }
      if (this.#fd >= 0) own.closeSync(this.#fd);
      this.#fd = fd;
      this.emit('ready');
      if (this.#ending || this.#length > 0) this.#work();
    };
    if (sync) {
      let fd;
      try {
        if (mkdir) own.mkdirSync(folder, { recursive: true });
        fd = own.openSync(file, flags, mode);
      } catch (error) {
        this.#opening = false;
        throw error;
      }
      this.#opening = false;
      if (this.#fd >= 0) own.closeSync(this.#fd);
      this.#fd = fd;
      process.nextTick(() => this.emit('ready'));
      return;
    }
    const open = () => own.open(file, flags, mode, done);
    if (mkdir) own.mkdir(folder, { recursive: true }, (error) => (error ? done(error) : open()));
    else open();
  }

  write(data) {
    if (this.#destroyed) throw destroyed();
    const { contentMode, maxLength, minLength } = this.#options;
    const bytes = contentMode === 'buffer' ? bytesOf(data) : Buffer.from(textOf(data));
    if (maxLength > 0 && this.#length + bytes.length > maxLength) {
      this.emit('drop', data);
      return this.#length < this.#highWater();
    }
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    if (!this.#writing && this.#length >= minLength) this.#work();
    return this.#length < this.#highWater();
  }

  #highWater() { return 16387; }

  // Takes at most `maxWrite` bytes off the front.
  #take() {
    const all = this.#pieces.length === 1 ? this.#pieces[0] : Buffer.concat(this.#pieces);
    const now = all.subarray(0, Math.max(this.#options.maxWrite, 1));
    this.#pieces = now.length < all.length ? [all.subarray(now.length)] : [];
    this.#length -= now.length;
    return now;
  }

  #work() {
    if (this.#writing || this.#opening || this.#destroyed || this.#fd < 0) return;
    if (this.#length === 0) {
      this.#rest();
      return;
    }
    this.#writing = true;
    this.#put(this.#take());
  }

  #put(bytes) {
    const { own, sync } = this.#options;
    const done = (error, count) => {
      if (error) this.#failed(error, bytes);
      else this.#wrote(bytes, count);
    };
    if (!sync) {
      own.write(this.#fd, bytes, done);
      return;
    }
    let count;
    try {
      count = own.writeSync(this.#fd, bytes);
    } catch (error) {
      done(error);
      return;
    }
    done(null, count);
  }

  #failed(error, bytes) {
    if (isFull(error) && this.#options.retryEAGAIN(error, bytes.length, this.#length)) {
      setTimeout(() => this.#put(bytes), 100);
      return;
    }
    this.#writing = false;
    this.#pieces.unshift(bytes);
    this.#length += bytes.length;
    this.emit('error', error);
  }

  #wrote(bytes, count) {
    this.emit('write', count);
    this.#writing = false;
    if (count < bytes.length) {
      this.#pieces.unshift(bytes.subarray(count));
      this.#length += bytes.length - count;
    }
    if (this.#options.fsync) this.#options.own.fsyncSync(this.#fd);
    if (this.#length > 0 && (this.#ending || this.#flushed.length > 0 || this.#length >= this.#options.minLength)) {
      this.#work();
    } else this.#rest();
  }

  // Everything is written that is to be written now.
  #rest() {
    for (const callback of this.#flushed.splice(0)) this.#synced(callback);
    if (this.#ending) this.#close();
    else if (!this.#options.sync) this.emit('drain');
    else if (!this.#draining) {
      this.#draining = true;
      process.nextTick(() => {
        this.#draining = false;
        this.emit('drain');
      });
    }
  }

  #synced(callback) {
    const { fsync, own } = this.#options;
    if (fsync) callback();
    else own.fsync(this.#fd, (error) => callback(error && error.code !== 'EINVAL' ? error : null));
  }

  flush(callback) {
    if (callback !== undefined) validateFunction(callback, 'cb');
    if (this.#destroyed) {
      if (callback === undefined) throw destroyed();
      callback(destroyed());
      return;
    }
    if (this.#length === 0 && !this.#writing && !this.#opening) {
      callback?.();
      return;
    }
    this.#flushed.push(callback ?? (() => {}));
    if (!this.#writing) this.#work();
  }

  flushSync() {
    if (this.#destroyed) throw destroyed();
    if (this.#fd < 0) throw codedError('Error', 'ERR_INVALID_STATE', 'Invalid state: Invalid file descriptor');
    while (this.#length > 0) {
      const bytes = this.#take();
      let at = 0;
      while (at < bytes.length) at += this.#options.own.writeSync(this.#fd, bytes, at);
    }
    try {
      this.#options.own.fsyncSync(this.#fd);
    } catch {
      // A descriptor that cannot be synchronised has nothing to lose.
    }
  }

  reopen(file) {
    if (this.#destroyed) throw destroyed();
    if (this.#file === null && file === undefined) {
      throw codedError('Error', 'ERR_OPERATION_FAILED',
        'Operation failed: Unable to reopen a file descriptor, you must pass a file to SonicBoom');
    }
    this.#open(file ?? this.#file);
  }

  end() {
    if (this.#destroyed) throw destroyed();
    if (this.#ending) return;
    this.#ending = true;
    if (!this.#writing) this.#work();
  }

  #close() {
    if (this.#destroyed) return;
    this.#destroyed = true;
    clearInterval(this.#timer);
    const done = () => {
      if (this.#ending) this.emit('finish');
      this.emit('close');
    };
    const fd = this.#fd;
    this.#fd = -1;
    if (fd > 2) this.#options.own.close(fd, (error) => (error ? this.emit('error', error) : done()));
    else process.nextTick(done);
  }

  destroy() {
    if (this.#fd >= 0 || !this.#opening) this.#close();
    else this.once('ready', () => this.#close());
  }

  [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() {
    this.destroy();
  }
}

function textOf(data) {
  if (typeof data === 'string') return data;
  throw nodeError('ERR_INVALID_ARG_TYPE', 'data', 'string', data);
}

function bytesOf(data) {
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  throw nodeError('ERR_INVALID_ARG_TYPE', 'data', 'Buffer', data);
}

exports.Utf8Stream = Utf8Stream;
