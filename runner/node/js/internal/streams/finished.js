'use strict';
// stream.finished: one call when a stream has ended, failed, or closed before its time.

const { nodeError, abortError } = require('internal/errors');
const common = require('internal/streams/common');

const noop = () => {};

exports.finished = function finished(stream, options, callback) {
  if (callback === undefined) {
    callback = options;
    options = {};
  }
  options ??= {};
  const check = require('internal/validators');
  check.validateObject(options, 'options');
  check.validateFunction(callback, 'callback');
  check.validateAbortSignal(options.signal, 'options.signal');
  if (!common.isNodeStream(stream)) {
    if (common.isWebStream(stream)) {
      return require('internal/webstreams/adapters').finished(stream, options, once(callback));
    }
    throw nodeError('ERR_INVALID_ARG_TYPE', 'stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }
  const watch = new Watch(stream, options, once(callback));
  return watch.start(options.signal);
};

function once(callback) {
  let called = false;
  return function callOnce(...args) {
    if (called) return;
    called = true;
    Reflect.apply(callback, this, args);
  };
}

class Watch {
  constructor(stream, options, callback) {
    this.stream = stream;
    this.callback = callback;
    this.readable = options.readable ?? common.isReadableStream(stream);
    this.writable = options.writable ?? common.isWritableStream(stream);
    this.watchErrors = options.error !== false;
    this.willEmitClose = common.willEmitClose(stream) &&
      common.isReadableStream(stream) === this.readable && common.isWritableStream(stream) === this.writable;
    this.writableFinished = common.isWritableFinished(stream, false);
    this.readableFinished = common.isReadableFinished(stream, false);
    this.listeners = [];
  }

  on(name, listener) {
    this.stream.on(name, listener);
    this.listeners.push([name, listener]);
  }

  start(signal) {
    const { stream } = this;
    const onFinish = () => this.sideDone('writable');
    const onEnd = () => this.sideDone('readable');
    if (stream.setHeader && typeof stream.abort === 'function') {
      this.on('complete', onFinish);
      this.on('abort', () => this.onClose());
    } else if (this.writable && !stream._writableState) {
      this.on('end', onEnd);
      this.on('close', () => this.onClose());
    }
    this.on('end', onEnd);
    this.on('finish', onFinish);
    if (this.watchErrors) this.on('error', (error) => this.callback.call(stream, error));
    this.on('close', () => this.onClose());
    this.alreadyOver();

    const stop = () => this.stop();
    if (signal) {
      const callback = this.callback;
      const abort = () => {
        stop();
        callback.call(stream, abortError(signal.reason));
      };
      if (signal.aborted) process.nextTick(abort);
      else {
        signal.addEventListener('abort', abort, { once: true });
        this.callback = (...args) => {
          signal.removeEventListener('abort', abort);
          callback.apply(stream, args);
        };
      }
    }
    return stop;
  }

  // What happened before anybody watched.
  alreadyOver() {
    const { stream } = this;
    const { _readableState: r, _writableState: w } = stream;
    const closed = common.isClosed(stream);
    if (closed || r?.closeEmitted || w?.closeEmitted) {
      process.nextTick(() => this.onClose());
    } else if (w?.errorEmitted || r?.errorEmitted) {
      if (!this.willEmitClose) process.nextTick(() => this.onClosed());
    } else if (!this.readable && (!this.willEmitClose || common.isReadable(stream)) &&
      (this.writableFinished || common.isWritable(stream) === false) && (!w || !w.pendingcb)) {
      process.nextTick(() => this.onClosed());
    } else if (!this.writable && (!this.willEmitClose || common.isWritable(stream)) &&
      (this.readableFinished || common.isReadable(stream) === false)) {
      process.nextTick(() => this.onClosed());
    }
  }

  sideDone(side) {
    const { stream } = this;
    const other = side === 'readable' ? 'writable' : 'readable';
    this[`${side}Finished`] = true;
    if (stream.destroyed) this.willEmitClose = false;
    const otherOpen = other === 'readable' ? stream.readable : stream.writable;
    if (this.willEmitClose && (!otherOpen || this[other])) return;
    if (!this[other] || this[`${other}Finished`]) this.callback.call(stream);
  }

  error() {
    const { stream } = this;
    const errored = stream._writableState?.errored ?? stream._readableState?.errored;
    return typeof errored !== 'boolean' && errored ? errored : undefined;
  }

  onClose() {
    const { stream } = this;
    const error = this.error();
    if (error) {
      this.callback.call(stream, error);
      return;
    }
    const early = () => this.callback.call(stream, nodeError('ERR_STREAM_PREMATURE_CLOSE'));
    if (this.readable && !this.readableFinished && common.isReadableStream(stream) &&
      !common.isReadableFinished(stream, false)) early();
    else if (this.writable && !this.writableFinished && !common.isWritableFinished(stream, false)) early();
    else this.callback.call(stream);
  }

  onClosed() {
    const error = this.error();
    if (error) this.callback.call(this.stream, error);
    else this.callback.call(this.stream);
  }

  stop() {
    this.callback = noop;
    for (const [name, listener] of this.listeners) this.stream.removeListener(name, listener);
    this.listeners = [];
  }
}

exports.finishedPromise = function finishedPromise(stream, options) {
  if (options === undefined || options === null) options = {};
  require('internal/validators').validateObject(options, 'options');
  if (options.cleanup !== undefined) require('internal/validators').validateBoolean(options.cleanup, 'cleanup');
  return new Promise((resolve, reject) => {
    const stop = exports.finished(stream, options, (error) => {
      if (options.cleanup) stop();
      if (error) reject(error);
      else resolve();
    });
  });
};
