'use strict';
// Readable: a source that is read when somebody wants its data, and no faster.

const { Stream } = require('internal/streams/legacy');
const { highWaterMark } = require('internal/streams/common');
const { destroy, undestroy, construct } = require('internal/streams/destroy');
const { nodeError } = require('internal/errors');
const flow = require('internal/streams/flow');

// Everything that a reader's progress depends on; some of it is looked at by programs.
class ReadableState {
  constructor(options, isDuplex) {
    this.objectMode = Boolean(options?.objectMode || (isDuplex && options?.readableObjectMode));
    this.highWaterMark = highWaterMark(options, this.objectMode, 'readableHighWaterMark', isDuplex);
    this.buffer = [];
    this.bufferIndex = 0;
    this.length = 0; // characters or bytes waiting, or objects
    this.pipes = [];
    this.flowing = null; // null: nobody decided yet
    this.ended = false; // no more will be pushed
    this.endEmitted = false;
    this.reading = false; // _read was called and hasn't answered
    this.constructed = true;
    this.sync = true; // _read is on the stack
    this.needReadable = false;
    this.emittedReadable = false;
    this.readableListening = false;
    this.resumeScheduled = false;
    this.errorEmitted = false;
    this.emitClose = options?.emitClose !== false;
    this.autoDestroy = options?.autoDestroy !== false;
    this.destroyed = false;
    this.errored = null;
    this.closed = false;
    this.closeEmitted = false;
    this.defaultEncoding = options?.defaultEncoding || 'utf8';
    this.awaitDrainWriters = null;
    this.multiAwaitDrain = false;
    this.readingMore = false;
    this.dataEmitted = false;
    this.paused = null;
    this.decoder = null;
    this.encoding = null;
    if (options?.encoding) setDecoder(this, options.encoding);
  }
}

function setDecoder(state, encoding) {
  const { StringDecoder } = require('string_decoder');
  state.decoder = new StringDecoder(encoding);
  state.encoding = state.decoder.encoding;
}

function constructed(stream) {
  if (stream._readableState.needReadable) flow.maybeReadMore(stream, stream._readableState);
}

function Readable(options) {
  if (!(this instanceof Readable)) return new Readable(options);
  const isDuplex = this instanceof require('internal/streams/duplex').Duplex;
  this._readableState = new ReadableState(options, isDuplex);
  if (options) {
    if (typeof options.read === 'function') this._read = options.read;
    if (typeof options.destroy === 'function') this._destroy = options.destroy;
    if (typeof options.construct === 'function') this._construct = options.construct;
    if (options.signal && !isDuplex) require('internal/streams/abort').addAbortSignal(options.signal, this);
  }
  Stream.call(this, options);
  if (!isDuplex) construct(this, () => constructed(this));
  return undefined;
}
Object.setPrototypeOf(Readable.prototype, Stream.prototype);
Object.setPrototypeOf(Readable, Stream);
Readable.ReadableState = ReadableState;

const methods = {
  destroy,
  _undestroy: undestroy,
  _destroy(error, callback) { callback(error); },
  _read() { throw nodeError('ERR_METHOD_NOT_IMPLEMENTED', '_read()'); },

  // Adds data; false says that enough is waiting.
  push(chunk, encoding) { return flow.add(this, chunk, encoding, false); },
  unshift(chunk, encoding) { return flow.add(this, chunk, encoding, true); },
  read(size) { return flow.read(this, size); },

  isPaused() {
    const state = this._readableState;
    return state.paused === true || state.flowing === false;
  },

  setEncoding(encoding) {
    const state = this._readableState;
    setDecoder(state, encoding);
    let text = '';
    for (const chunk of state.buffer.slice(state.bufferIndex)) text += state.decoder.write(chunk);
    state.buffer = text === '' ? [] : [text];
    state.bufferIndex = 0;
    state.length = text.length;
    return this;
  },

  on(name, listener) {
    Stream.prototype.on.call(this, name, listener);
    const state = this._readableState;
    if (name === 'data') {
      state.readableListening = this.listenerCount('readable') > 0;
      if (state.flowing !== false) this.resume();
    } else if (name === 'readable' && !state.endEmitted && !state.readableListening) {
      state.readableListening = true;
      state.needReadable = true;
      state.flowing = false;
      state.emittedReadable = false;
      if (state.length > 0) flow.emitReadable(this);
      else if (!state.reading) process.nextTick(() => this.read(0));
    }
    return this;
  },

  removeListener(name, listener) {
    const result = Stream.prototype.removeListener.call(this, name, listener);
    if (name === 'readable') process.nextTick(flow.readableListenersChanged, this);
    else if (name === 'data' && this.listenerCount('data') === 0) flow.dataListenersGone(this);
    return result;
  },

  removeAllListeners(...args) {
    const result = Stream.prototype.removeAllListeners.apply(this, args);
    if (args[0] === 'readable' || args[0] === undefined) process.nextTick(flow.readableListenersChanged, this);
    return result;
  },

  resume() {
    const state = this._readableState;
    if (!state.flowing && !state.destroyed) {
      // With a 'readable' listener, that one decides.
      state.flowing = !state.readableListening;
      flow.scheduleResume(this, state);
    }
    state.paused = false;
    return this;
  },

  pause() {
    const state = this._readableState;
    if (state.flowing !== false) {
      state.flowing = false;
      this.emit('pause');
    }
    state.paused = true;
    return this;
  },

  pipe(dest, options) { return require('internal/streams/pipe').pipe(this, dest, options); },
  unpipe(dest) { return require('internal/streams/pipe').unpipe(this, dest); },
  wrap(stream) { return require('internal/streams/wrap').wrap(this, stream); },
  iterator(options) {
    if (options !== undefined) require('internal/validators').validateObject(options, 'options');
    return require('internal/streams/async_iterator').iterate(this, options);
  },
  [Symbol.asyncIterator]() { return require('internal/streams/async_iterator').iterate(this); },
  [Symbol.asyncDispose]() { return disposed(this); },
  [Symbol.for('nodejs.rejection')](error) { this.destroy(error); },
};

function disposed(stream) {
  let error = null;
  if (!stream.destroyed) {
    error = stream.readableEnded ? null : require('internal/errors').abortError();
    stream.destroy(error);
  }
  return new Promise((resolve, reject) => {
    require('internal/streams/finished').finished(stream, (failure) =>
      (failure && failure !== error ? reject(failure) : resolve(null)));
  });
}

for (const key of Reflect.ownKeys(methods)) {
  Object.defineProperty(Readable.prototype, key, {
    value: methods[key], writable: true, configurable: true, enumerable: typeof key === 'string',
  });
}
Readable.prototype.addListener = Readable.prototype.on;
Readable.prototype.off = Readable.prototype.removeListener;

const getters = {
  readableDidRead() { return this._readableState.dataEmitted; },
  readableHighWaterMark() { return this._readableState.highWaterMark; },
  readableBuffer() { return this._readableState.buffer.slice(this._readableState.bufferIndex); },
  readableLength() { return this._readableState.length; },
  readableObjectMode() { return this._readableState?.objectMode ?? false; },
  readableEncoding() { return this._readableState?.encoding ?? null; },
  errored() { return this._readableState?.errored ?? null; },
  closed() { return this._readableState?.closed ?? false; },
  readableEnded() { return this._readableState?.endEmitted ?? false; },
  readableAborted() {
    const state = this._readableState;
    return Boolean(state.readable !== false && (state.destroyed || state.errored) && !state.endEmitted);
  },
};
for (const name of Object.keys(getters)) {
  Object.defineProperty(Readable.prototype, name, { get: getters[name], configurable: true, enumerable: false });
}

const accessors = {
  readable: {
    get() {
      const state = this._readableState;
      return Boolean(state) && state.readable !== false && !state.destroyed && !state.errorEmitted && !state.endEmitted;
    },
    set(value) { if (this._readableState) this._readableState.readable = Boolean(value); },
  },
  readableFlowing: {
    get() { return this._readableState.flowing; },
    set(value) { if (this._readableState) this._readableState.flowing = value; },
  },
  destroyed: {
    get() { return this._readableState?.destroyed ?? false; },
    set(value) { if (this._readableState) this._readableState.destroyed = value; },
  },
};
for (const name of Object.keys(accessors)) {
  Object.defineProperty(Readable.prototype, name, { ...accessors[name], configurable: true, enumerable: false });
}

Readable.from = (iterable, options) => require('internal/streams/from').from(Readable, iterable, options);
Readable.wrap = (source, options) => new Readable({
  objectMode: source.readableObjectMode ?? source.objectMode ?? true,
  ...options,
  destroy(error, callback) {
    require('internal/streams/destroy').destroyer(source, error);
    callback(error);
  },
}).wrap(source);

// The Web's streams come with their file.
const adapters = () => require('internal/webstreams/adapters');
Readable.fromWeb = (readableStream, options) => adapters().readableFromWeb(readableStream, options);
Readable.toWeb = (streamReadable, options) => adapters().readableToWeb(streamReadable, options);

// map, filter, toArray and their like come with their file.
for (const name of [
  'drop', 'filter', 'flatMap', 'map', 'take', 'compose', 'every', 'forEach', 'reduce', 'toArray', 'some', 'find',
]) {
  const method = {
    [name](...args) { return require('internal/streams/operators').operators[name].apply(this, args); },
  };
  Object.defineProperty(Readable.prototype, name, {
    value: method[name], writable: true, configurable: true, enumerable: false,
  });
}

exports.Readable = Readable;
exports.constructed = constructed;
