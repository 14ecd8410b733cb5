'use strict';
// Writable: a sink that takes one write at a time and keeps the others in order.

const { Stream } = require('internal/streams/legacy');
const { highWaterMark } = require('internal/streams/common');
const { destroy, undestroy, errorOrDestroy, construct } = require('internal/streams/destroy');
const { nodeError, abortError } = require('internal/errors');
const queue = require('internal/streams/write_queue');

class WritableState {
  constructor(options, isDuplex, onwrite) {
    this.objectMode = Boolean(options?.objectMode || (isDuplex && options?.writableObjectMode));
    this.highWaterMark = highWaterMark(options, this.objectMode, 'writableHighWaterMark', isDuplex);
    this.finalCalled = false;
    this.needDrain = false;
    this.ending = false; // end() was called
    this.ended = false; // and has returned
    this.finished = false;
    this.destroyed = false;
    this.decodeStrings = options?.decodeStrings !== false;
    this.defaultEncoding = options?.defaultEncoding || 'utf8';
    this.length = 0; // not yet written, the write under way included
    this.writing = false;
    this.corked = 0;
    this.sync = true; // _write is on the stack
    this.bufferProcessing = false;
    this.onwrite = onwrite;
    this.writecb = null;
    this.writelen = 0;
    this.afterWriteTickInfo = null;
    this.buffered = [];
    this.bufferedIndex = 0;
    this.allBuffers = true;
    this.allNoop = true;
    this.pendingcb = 0; // callbacks that must come before 'finish'
    this.constructed = true;
    this.prefinished = false;
    this.errorEmitted = false;
    this.emitClose = options?.emitClose !== false;
    this.autoDestroy = options?.autoDestroy !== false;
    this.errored = null;
    this.closed = false;
    this.closeEmitted = false;
    this.onFinished = [];
  }

  getBuffer() { return this.buffered.slice(this.bufferedIndex); }
  get bufferedRequestCount() { return this.buffered.length - this.bufferedIndex; }
}

// Sets up the writable side of `stream`; a Duplex is one without inheriting from it.
function setUp(stream, options, isDuplex) {
  stream._writableState = new WritableState(options, isDuplex, (error) => queue.onWrite(stream, error));
  if (!options) return;
  if (typeof options.write === 'function') stream._write = options.write;
  if (typeof options.writev === 'function') stream._writev = options.writev;
  if (typeof options.destroy === 'function') stream._destroy = options.destroy;
  if (typeof options.final === 'function') stream._final = options.final;
  if (typeof options.construct === 'function') stream._construct = options.construct;
}

function constructed(stream) {
  const state = stream._writableState;
  if (!state.writing) queue.flush(stream, state);
  queue.finishMaybe(stream, state);
}

function Writable(options) {
  const isDuplex = this instanceof require('internal/streams/duplex').Duplex;
  if (!isDuplex && !Function.prototype[Symbol.hasInstance].call(Writable, this)) return new Writable(options);
  setUp(this, options, isDuplex);
  if (options?.signal) require('internal/streams/abort').addAbortSignal(options.signal, this);
  Stream.call(this, options);
  construct(this, () => constructed(this));
  return undefined;
}
Object.setPrototypeOf(Writable.prototype, Stream.prototype);
Object.setPrototypeOf(Writable, Stream);
Writable.WritableState = WritableState;

// A Duplex counts as a Writable.
Object.defineProperty(Writable, Symbol.hasInstance, {
  value(object) {
    if (Function.prototype[Symbol.hasInstance].call(this, object)) return true;
    return this === Writable && Boolean(object) && object._writableState instanceof WritableState;
  },
});

const isEncoding = (encoding) => Buffer.isEncoding(encoding);

function prepare(state, chunk, encoding) {
  if (chunk === null) throw nodeError('ERR_STREAM_NULL_VALUES');
  if (state.objectMode) return { chunk, encoding };
  if (typeof chunk === 'string') {
    if (!state.decodeStrings) return { chunk, encoding };
    return { chunk: Buffer.from(chunk, encoding), encoding: 'buffer' };
  }
  if (Buffer.isBuffer(chunk)) return { chunk, encoding: 'buffer' };
  if (ArrayBuffer.isView(chunk)) {
    return { chunk: Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength), encoding: 'buffer' };
  }
  throw nodeError('ERR_INVALID_ARG_TYPE', 'chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk);
}

const noop = () => {};

function write(stream, given, encodingOrCallback, maybeCallback) {
  const state = stream._writableState;
  let encoding = encodingOrCallback;
  let callback = maybeCallback;
  if (typeof encoding === 'function') {
    callback = encoding;
    encoding = undefined;
  }
  if (!encoding && !state.objectMode) encoding = state.defaultEncoding;
  if (encoding && encoding !== 'buffer' && !isEncoding(encoding)) throw nodeError('ERR_UNKNOWN_ENCODING', encoding);
  if (typeof callback !== 'function') callback = noop;

  const { chunk, encoding: actual } = prepare(state, given, encoding);
  let error;
  if (state.ending) error = nodeError('ERR_STREAM_WRITE_AFTER_END');
  else if (state.destroyed) error = nodeError('ERR_STREAM_DESTROYED', 'write');
  if (error !== undefined) {
    process.nextTick(callback, error);
    errorOrDestroy(stream, error, true);
    return error;
  }
  state.pendingcb++;
  return queue.write(stream, state, chunk, actual, callback);
}

const methods = {
  destroy(error, callback) {
    const state = this._writableState;
    // Those who wait for a write or for 'finish' hear that it won't come.
    if (!state.destroyed && (state.bufferedIndex < state.buffered.length || state.onFinished.length > 0)) {
      process.nextTick(queue.failAll, state);
    }
    return destroy.call(this, error, callback);
  },
  _undestroy: undestroy,
  _destroy(error, callback) { callback(error); },

  write(chunk, encoding, callback) { return write(this, chunk, encoding, callback) === true; },

  _write(chunk, encoding, callback) {
    if (!this._writev) throw nodeError('ERR_METHOD_NOT_IMPLEMENTED', '_write()');
    this._writev([{ chunk, encoding }], callback);
  },
  _writev: null,

  cork() { this._writableState.corked++; },

  uncork() {
    const state = this._writableState;
    if (state.corked === 0) return;
    state.corked--;
    if (!state.writing) queue.flush(this, state);
  },

  setDefaultEncoding(encoding) {
    const name = typeof encoding === 'string' ? encoding.toLowerCase() : encoding;
    if (!isEncoding(name)) throw nodeError('ERR_UNKNOWN_ENCODING', encoding);
    this._writableState.defaultEncoding = name;
    return this;
  },

  pipe() { errorOrDestroy(this, nodeError('ERR_STREAM_CANNOT_PIPE')); },

  end(chunk, encoding, callback) {
    const state = this._writableState;
    if (typeof chunk === 'function') [chunk, encoding, callback] = [null, null, chunk];
    else if (typeof encoding === 'function') [encoding, callback] = [null, encoding];
    let error;
    if (chunk !== null && chunk !== undefined) {
      const result = write(this, chunk, encoding);
      if (result instanceof Error) error = result;
    }
    if (state.corked) {
      state.corked = 1;
      this.uncork();
    }
    if (error === undefined) {
      if (!state.errored && !state.ending) {
        state.ending = true;
        queue.finishMaybe(this, state, true);
        state.ended = true;
      } else if (state.finished) {
        error = nodeError('ERR_STREAM_ALREADY_FINISHED', 'end');
      } else if (state.destroyed) {
        error = nodeError('ERR_STREAM_DESTROYED', 'end');
      }
    }
    if (typeof callback === 'function') {
      if (error !== undefined) process.nextTick(callback, error);
      else if (state.errored) process.nextTick(callback, state.errored);
      else if (state.finished) process.nextTick(callback);
      else state.onFinished.push(callback);
    }
    return this;
  },

  [Symbol.for('nodejs.rejection')](error) { this.destroy(error); },

  [Symbol.asyncDispose]() {
    let error = null;
    if (!this.destroyed) {
      error = this.writableFinished ? null : abortError();
      this.destroy(error);
    }
    return new Promise((resolve, reject) => {
      require('internal/streams/finished').finished(this, (failure) =>
        (failure && failure.name !== 'AbortError' ? reject(failure) : resolve(null)));
    });
  },
};
for (const key of Reflect.ownKeys(methods)) {
  Object.defineProperty(Writable.prototype, key, {
    value: methods[key], writable: true, configurable: true, enumerable: typeof key === 'string',
  });
}

const accessors = {
  closed: { get() { return this._writableState?.closed ?? false; } },
  destroyed: {
    get() { return this._writableState?.destroyed ?? false; },
    set(value) { if (this._writableState) this._writableState.destroyed = value; },
  },
  writable: {
    get() {
      const state = this._writableState;
      return Boolean(state) && state.writable !== false &&
        !(state.destroyed || state.errored || state.ending || state.ended);
    },
    set(value) { if (this._writableState) this._writableState.writable = Boolean(value); },
  },
  writableFinished: { get() { return this._writableState?.finished ?? false; } },
  writableObjectMode: { get() { return this._writableState?.objectMode ?? false; } },
  writableBuffer: { get() { return this._writableState?.getBuffer(); } },
  writableEnded: { get() { return this._writableState?.ending ?? false; } },
  writableNeedDrain: {
    get() {
      const state = this._writableState;
      return Boolean(state) && !state.destroyed && !state.ending && state.needDrain;
    },
  },
  writableHighWaterMark: { get() { return this._writableState?.highWaterMark; } },
  writableCorked: { get() { return this._writableState?.corked ?? 0; } },
  writableLength: { get() { return this._writableState?.length; } },
  errored: { get() { return this._writableState?.errored ?? null; } },
  writableAborted: {
    get() {
      const state = this._writableState;
      return state.writable !== false && Boolean(state.destroyed || state.errored) && !state.finished;
    },
  },
};
for (const name of Object.keys(accessors)) {
  Object.defineProperty(Writable.prototype, name, { ...accessors[name], configurable: true, enumerable: false });
}

// The Web's streams come with their file.
const adapters = () => require('internal/webstreams/adapters');
Writable.fromWeb = (writableStream, options) => adapters().writableFromWeb(writableStream, options);
Writable.toWeb = (streamWritable) => adapters().writableToWeb(streamWritable);

exports.Writable = Writable;
exports.setUp = setUp;
exports.constructed = constructed;
