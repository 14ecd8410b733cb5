'use strict';
// The end of a stream: destroy, its error and close events, and construction before
// the first use. It must never emit 'error' or 'close' twice.

const { nodeError, combineErrors } = require('internal/errors');

const sides = (stream) => [stream._writableState, stream._readableState].filter(Boolean);

function remember(stream, error) {
  if (!error) return;
  void error.stack; // the stack is of the place where it was made
  for (const state of sides(stream)) state.errored ??= error;
}

exports.destroy = function destroy(error, callback) {
  const states = sides(this);
  if (states.some((state) => state.destroyed)) {
    if (typeof callback === 'function') callback();
    return this;
  }
  remember(this, error);
  for (const state of states) state.destroyed = true;
  const [first] = states;
  if (first.constructed) finishDestroy(this, error, callback);
  else this.once(DESTROY, (later) => finishDestroy(this, combineErrors(later, error), callback));
  return this;
};

const DESTROY = Symbol('destroy');

function finishDestroy(stream, error, callback) {
  let called = false;
  const done = (late) => {
    if (called) return;
    called = true;
    remember(stream, late);
    for (const state of sides(stream)) state.closed = true;
    if (typeof callback === 'function') callback(late);
    process.nextTick(late ? emitErrorAndClose : emitClose, stream, late);
  };
  try {
    stream._destroy(error || null, done);
  } catch (thrown) {
    done(thrown);
  }
}

function emitErrorAndClose(stream, error) {
  emitError(stream, error);
  emitClose(stream);
}

function emitClose(stream) {
  const states = sides(stream);
  for (const state of states) state.closeEmitted = true;
  if (states.some((state) => state.emitClose)) stream.emit('close');
}

function emitError(stream, error) {
  const states = sides(stream);
  if (states.some((state) => state.errorEmitted)) return;
  for (const state of states) state.errorEmitted = true;
  stream.emit('error', error);
}

// Duplex may be reset and used again.
exports.undestroy = function undestroy() {
  const readable = this._readableState;
  const writable = this._writableState;
  for (const state of sides(this)) {
    Object.assign(state, {
      constructed: true, closed: false, closeEmitted: false, destroyed: false, errored: null, errorEmitted: false,
    });
  }
  if (readable) {
    const ended = readable.readable === false;
    Object.assign(readable, { reading: false, ended, endEmitted: ended });
  }
  if (writable) {
    const ended = writable.writable === false;
    Object.assign(writable, { finalCalled: false, prefinished: false, ended, ending: ended, finished: ended });
  }
};

// A failure of the stream's own work: destroys it, or only emits when told not to.
exports.errorOrDestroy = function errorOrDestroy(stream, error, sync) {
  const states = sides(stream);
  if (states.some((state) => state.destroyed)) return stream;
  if (states.some((state) => state.autoDestroy)) {
    stream.destroy(error);
  } else if (error) {
    remember(stream, error);
    if (sync) process.nextTick(emitError, stream, error);
    else emitError(stream, error);
  }
  return stream;
};

exports.construct = function construct(stream, callback) {
  if (typeof stream._construct !== 'function') return;
  for (const state of sides(stream)) state.constructed = false;
  stream.once(CONSTRUCTED, callback);
  process.nextTick(runConstruct, stream);
};

const CONSTRUCTED = Symbol('constructed');

function runConstruct(stream) {
  let called = false;
  const done = (error) => {
    if (called) {
      exports.errorOrDestroy(stream, error ?? nodeError('ERR_MULTIPLE_CALLBACK'));
      return;
    }
    called = true;
    const states = sides(stream);
    for (const state of states) state.constructed = true;
    if (states.some((state) => state.destroyed)) stream.emit(DESTROY, error);
    else if (error) exports.errorOrDestroy(stream, error, true);
    else stream.emit(CONSTRUCTED);
  };
  try {
    stream._construct((error) => process.nextTick(done, error));
  } catch (thrown) {
    process.nextTick(done, thrown);
  }
}

// Destroys a stream of any make.
exports.destroyer = function destroyer(stream, error) {
  const { isNodeStream, isDestroyed } = require('internal/streams/common');
  if (!stream || isDestroyed(stream)) return;
  const reason = error ?? (!isNodeStream(stream) || isDone(stream) ? undefined : makeAbort());
  if (typeof stream.destroy === 'function') stream.destroy(reason);
  else if (typeof stream.close === 'function') stream.close();
};

const makeAbort = () => require('internal/errors').abortError();
const isDone = (stream) => {
  const { isReadableFinished, isWritableFinished } = require('internal/streams/common');
  return isReadableFinished(stream) !== false && isWritableFinished(stream) !== false;
};
