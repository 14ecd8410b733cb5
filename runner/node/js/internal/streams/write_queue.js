'use strict';
// The order of a Writable's work: one write at a time, then its callback, then 'drain',
// and after the last one 'finish'. It must never finish with a callback outstanding.

const { nodeError } = require('internal/errors');
const { errorOrDestroy } = require('internal/streams/destroy');

exports.write = function write(stream, state, chunk, encoding, callback) {
  const size = state.objectMode ? 1 : chunk.length;
  state.length += size;
  if (state.writing || state.corked > 0 || state.errored || !state.constructed) {
    state.buffered.push({ chunk, encoding, callback });
  } else {
    start(stream, state, size, callback, () => stream._write(chunk, encoding, state.onwrite));
  }
  // A write that was done at once takes no room.
  const hasRoom = state.length < state.highWaterMark || state.length === 0;
  if (!hasRoom) state.needDrain = true;
  return hasRoom && !state.errored && !state.destroyed;
};

function start(stream, state, size, callback, work) {
  state.writelen = size;
  state.writecb = callback;
  state.writing = true;
  state.sync = true;
  if (state.destroyed) state.onwrite(nodeError('ERR_STREAM_DESTROYED', 'write'));
  else work();
  state.sync = false;
}

exports.onWrite = function onWrite(stream, error) {
  const state = stream._writableState;
  const { sync, writecb: callback } = state;
  if (typeof callback !== 'function') {
    errorOrDestroy(stream, nodeError('ERR_MULTIPLE_CALLBACK'));
    return;
  }
  state.writing = false;
  state.writecb = null;
  state.length -= state.writelen;
  state.writelen = 0;
  if (error) {
    state.errored ??= error;
    if (stream._readableState) stream._readableState.errored ??= error;
    if (sync) process.nextTick(failed, stream, state, error, callback);
    else failed(stream, state, error, callback);
    return;
  }
  if (state.buffered.length > state.bufferedIndex) exports.flush(stream, state);
  if (!sync) {
    after(stream, state, 1, callback);
    return;
  }
  // Writes that end at once are answered together.
  const pending = state.afterWriteTickInfo;
  if (pending !== null && pending.callback === callback) {
    pending.count++;
  } else {
    const info = { count: 1, callback };
    state.afterWriteTickInfo = info;
    process.nextTick(() => {
      if (state.afterWriteTickInfo === info) state.afterWriteTickInfo = null;
      after(stream, state, info.count, callback);
    });
  }
};

function failed(stream, state, error, callback) {
  state.pendingcb--;
  callback(error);
  exports.failAll(state);
  errorOrDestroy(stream, error);
}

function after(stream, state, count, callback) {
  const drained = !state.ending && !stream.destroyed && state.length === 0 && state.needDrain;
  if (drained) {
    state.needDrain = false;
    stream.emit('drain');
  }
  for (let left = count; left > 0; left--) {
    state.pendingcb--;
    callback(null);
  }
  if (state.destroyed) exports.failAll(state);
  exports.finishMaybe(stream, state);
}

// Whoever still waits is told that the stream is gone.
exports.failAll = function failAll(state) {
  if (state.writing) return;
  for (const { chunk, callback } of state.buffered.slice(state.bufferedIndex)) {
    state.length -= state.objectMode ? 1 : chunk.length;
    callback(state.errored ?? nodeError('ERR_STREAM_DESTROYED', 'write'));
  }
  forget(state);
  const waiting = state.onFinished;
  state.onFinished = [];
  for (const callback of waiting) callback(state.errored ?? nodeError('ERR_STREAM_DESTROYED', 'end'));
};

function forget(state) {
  state.buffered = [];
  state.bufferedIndex = 0;
}

exports.flush = function flush(stream, state) {
  if (state.corked > 0 || state.bufferProcessing || state.destroyed || !state.constructed) return;
  const waiting = state.buffered.length - state.bufferedIndex;
  if (waiting === 0) return;
  state.bufferProcessing = true;
  if (waiting > 1 && stream._writev) {
    state.pendingcb -= waiting - 1;
    const chunks = state.buffered.slice(state.bufferedIndex);
    chunks.allBuffers = chunks.every(({ encoding }) => encoding === 'buffer');
    forget(state);
    const callback = (error) => { for (const one of chunks) one.callback(error); };
    start(stream, state, state.length, callback, () => stream._writev(chunks, state.onwrite));
  } else {
    do {
      const { chunk, encoding, callback } = state.buffered[state.bufferedIndex];
      state.buffered[state.bufferedIndex++] = null;
      const size = state.objectMode ? 1 : chunk.length;
      start(stream, state, size, callback, () => stream._write(chunk, encoding, state.onwrite));
    } while (state.bufferedIndex < state.buffered.length && !state.writing);
    if (state.bufferedIndex === state.buffered.length) forget(state);
    else if (state.bufferedIndex > 256) {
      state.buffered.splice(0, state.bufferedIndex);
      state.bufferedIndex = 0;
    }
  }
  state.bufferProcessing = false;
};

function mayFinish(state) {
  return state.ending && !state.destroyed && state.constructed && state.length === 0 && !state.errored &&
    state.buffered.length === 0 && !state.finished && !state.writing && !state.errorEmitted && !state.closeEmitted;
}

exports.finishMaybe = function finishMaybe(stream, state, sync) {
  if (!mayFinish(state)) return;
  prefinish(stream, state);
  if (state.pendingcb > 0) return;
  if (sync) {
    state.pendingcb++;
    process.nextTick(() => {
      if (mayFinish(state)) finish(stream, state);
      else state.pendingcb--;
    });
  } else if (mayFinish(state)) {
    state.pendingcb++;
    finish(stream, state);
  }
};

function prefinish(stream, state) {
  if (state.prefinished || state.finalCalled) return;
  if (typeof stream._final === 'function' && !state.destroyed) {
    state.finalCalled = true;
    final(stream, state);
  } else {
    state.prefinished = true;
    stream.emit('prefinish');
  }
}

function final(stream, state) {
  let called = false;
  const done = (error) => {
    if (called) {
      errorOrDestroy(stream, error ?? nodeError('ERR_MULTIPLE_CALLBACK'));
      return;
    }
    called = true;
    state.pendingcb--;
    if (error) {
      const waiting = state.onFinished;
      state.onFinished = [];
      for (const callback of waiting) callback(error);
      errorOrDestroy(stream, error, state.sync);
    } else if (mayFinish(state)) {
      state.prefinished = true;
      stream.emit('prefinish');
      // Even a final step that is done at once leaves 'finish' to a later tick.
      state.pendingcb++;
      process.nextTick(finish, stream, state);
    }
  };
  state.sync = true;
  state.pendingcb++;
  try {
    stream._final(done);
  } catch (error) {
    done(error);
  }
  state.sync = false;
}

function finish(stream, state) {
  state.pendingcb--;
  state.finished = true;
  const waiting = state.onFinished;
  state.onFinished = [];
  for (const callback of waiting) callback(null);
  stream.emit('finish');
  if (!state.autoDestroy) return;
  const other = stream._readableState;
  if (!other || (other.autoDestroy && (other.endEmitted || other.readable === false))) stream.destroy();
}
