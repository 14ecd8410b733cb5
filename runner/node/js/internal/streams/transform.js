'use strict';
// Transform: a Duplex whose output is made from its input. PassThrough changes nothing.

const { Duplex } = require('internal/streams/duplex');
const { nodeError } = require('internal/errors');

const CALLBACK = Symbol('callback'); // of the write that waits for room to read into

function Transform(options) {
  if (!(this instanceof Transform)) return new Transform(options);
  // Without a limit on what waits to be read, nothing waits to be written either.
  const readableMark = options ? options.readableHighWaterMark ?? options.highWaterMark : null;
  let given = options;
  if (readableMark === 0) {
    const writableMark = options.writableHighWaterMark || 0;
    given = { ...options, highWaterMark: null, readableHighWaterMark: 0, writableHighWaterMark: writableMark };
  }
  Duplex.call(this, given);
  this._readableState.sync = false;
  this[CALLBACK] = null;
  if (options) {
    if (typeof options.transform === 'function') this._transform = options.transform;
    if (typeof options.flush === 'function') this._flush = options.flush;
  }
  this.on('prefinish', onPrefinish);
  return undefined;
}
Object.setPrototypeOf(Transform.prototype, Duplex.prototype);
Object.setPrototypeOf(Transform, Duplex);

function flush(stream, callback) {
  if (typeof stream._flush === 'function' && !stream.destroyed) {
    stream._flush((error, data) => {
      if (error) {
        if (callback) callback(error);
        else stream.destroy(error);
        return;
      }
      if (data !== null && data !== undefined) stream.push(data);
      stream.push(null);
      callback?.();
    });
    return;
  }
  stream.push(null);
  callback?.();
}

function final(callback) {
  flush(this, callback);
}

// A subclass with a `_final` of its own still flushes.
function onPrefinish() {
  if (this._final !== final) flush(this);
}

Transform.prototype._final = final;

Transform.prototype._transform = function _transform() {
  throw nodeError('ERR_METHOD_NOT_IMPLEMENTED', '_transform()');
};

Transform.prototype._write = function _write(chunk, encoding, callback) {
  const readable = this._readableState;
  const writable = this._writableState;
  const before = readable.length;
  this._transform(chunk, encoding, (error, value) => {
    if (error) {
      callback(error);
      return;
    }
    if (value !== null && value !== undefined) this.push(value);
    // The next write waits until somebody reads, unless this one gave nothing.
    if (writable.ended || before === readable.length || readable.length < readable.highWaterMark) callback();
    else this[CALLBACK] = callback;
  });
};

Transform.prototype._read = function _read() {
  const callback = this[CALLBACK];
  if (!callback) return;
  this[CALLBACK] = null;
  callback();
};

function PassThrough(options) {
  if (!(this instanceof PassThrough)) return new PassThrough(options);
  Transform.call(this, options);
  return undefined;
}
Object.setPrototypeOf(PassThrough.prototype, Transform.prototype);
Object.setPrototypeOf(PassThrough, Transform);
PassThrough.prototype._transform = function _transform(chunk, encoding, callback) {
  callback(null, chunk);
};

exports.Transform = Transform;
exports.PassThrough = PassThrough;
