'use strict';
// How data moves through a Readable: pushed, kept, read, and flowing to 'data'.
// It must never emit 'end' while data waits.

const { nodeError } = require('internal/errors');
const { errorOrDestroy } = require('internal/streams/destroy');

function toChunk(stream, state, chunk, encoding, atFront) {
  if (typeof chunk === 'string') {
    const given = encoding || state.defaultEncoding;
    if (state.encoding === given) return chunk;
    // Put back in front, a text must be what the reader has been getting.
    if (atFront && state.encoding) return Buffer.from(chunk, given).toString(state.encoding);
    return Buffer.from(chunk, given);
  }
  if (Buffer.isBuffer(chunk)) return chunk;
  if (ArrayBuffer.isView(chunk)) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (chunk === undefined || chunk === null) return chunk;
  const kinds = ['string', 'Buffer', 'TypedArray', 'DataView'];
  errorOrDestroy(stream, nodeError('ERR_INVALID_ARG_TYPE', 'chunk', kinds, chunk));
  return null;
}

// push and unshift.
exports.add = function add(stream, given, encoding, atFront) {
  const state = stream._readableState;
  if (given === null) {
    state.reading = false;
    endOfInput(stream, state);
    return false;
  }
  let chunk = given;
  let decoded = false;
  if (!state.objectMode) {
    chunk = toChunk(stream, state, given, encoding, atFront);
    if (chunk === null) return false;
    decoded = typeof chunk === 'string';
    if (chunk === undefined || chunk.length === 0) {
      if (!atFront) {
        state.reading = false;
        exports.maybeReadMore(stream, state);
      }
      return mayPushMore(state);
    }
  }
  if (atFront) {
    if (state.endEmitted) errorOrDestroy(stream, nodeError('ERR_STREAM_UNSHIFT_AFTER_END_EVENT'));
    else if (state.destroyed || state.errored) return false;
    else keep(stream, state, chunk, true);
    return mayPushMore(state);
  }
  if (state.ended) {
    errorOrDestroy(stream, nodeError('ERR_STREAM_PUSH_AFTER_EOF'));
    return mayPushMore(state);
  }
  if (state.destroyed || state.errored) return false;
  state.reading = false;
  if (state.decoder && !decoded && !encoding) {
    chunk = state.decoder.write(chunk);
    if (state.objectMode || chunk.length > 0) keep(stream, state, chunk, false);
    else exports.maybeReadMore(stream, state);
  } else {
    keep(stream, state, chunk, false);
  }
  return mayPushMore(state);
};

const mayPushMore = (state) => !state.ended && (state.length < state.highWaterMark || state.length === 0);

function keep(stream, state, chunk, atFront) {
  const direct = state.flowing && state.length === 0 && !state.sync && !atFront && stream.listenerCount('data') > 0;
  if (direct) {
    // Nothing waits before it: it goes straight out.
    if (state.multiAwaitDrain) state.awaitDrainWriters.clear();
    else state.awaitDrainWriters = null;
    state.dataEmitted = true;
    stream.emit('data', chunk);
  } else {
    state.length += state.objectMode ? 1 : chunk.length;
    if (!atFront) state.buffer.push(chunk);
    else if (state.bufferIndex > 0) state.buffer[--state.bufferIndex] = chunk;
    else state.buffer.unshift(chunk);
    if (state.needReadable) exports.emitReadable(stream);
  }
  exports.maybeReadMore(stream, state);
}

function endOfInput(stream, state) {
  if (state.ended) return;
  const rest = state.decoder?.end();
  if (rest?.length > 0) {
    state.buffer.push(rest);
    state.length += state.objectMode ? 1 : rest.length;
  }
  state.ended = true;
  if (state.sync) {
    exports.emitReadable(stream);
    return;
  }
  state.needReadable = false;
  state.emittedReadable = true;
  emitReadableNow(stream);
}

exports.emitReadable = function emitReadable(stream) {
  const state = stream._readableState;
  state.needReadable = false;
  if (state.emittedReadable) return;
  state.emittedReadable = true;
  process.nextTick(emitReadableNow, stream);
};

function emitReadableNow(stream) {
  const state = stream._readableState;
  if (!state.destroyed && !state.errored && (state.length > 0 || state.ended)) {
    stream.emit('readable');
    state.emittedReadable = false;
  }
  state.needReadable = !state.flowing && !state.ended && state.length <= state.highWaterMark;
  run(stream);
}

// Asks for more until the limit is reached, even when nobody reads yet.
exports.maybeReadMore = function maybeReadMore(stream, state) {
  if (state.readingMore || !state.constructed) return;
  state.readingMore = true;
  process.nextTick(() => {
    while (!state.reading && !state.ended &&
      (state.length < state.highWaterMark || (state.flowing && state.length === 0))) {
      const before = state.length;
      stream.read(0);
      if (before === state.length) break; // it answers later
    }
    state.readingMore = false;
  });
};

function howMuch(size, state) {
  if (size <= 0 || (state.length === 0 && state.ended)) return 0;
  if (state.objectMode) return 1;
  if (Number.isNaN(size)) {
    return state.length > 0 ? state.buffer[state.bufferIndex].length : 0; // one chunk, as it was pushed
  }
  if (size <= state.length) return size;
  return state.ended ? state.length : 0;
}

const MOST = 1024 * 1024 * 1024;

// The next power of two: a larger read raises the limit.
function limitFor(size) {
  if (size > MOST) throw nodeError('ERR_OUT_OF_RANGE', 'size', '<= 1GiB', size);
  let limit = 1;
  while (limit < size) limit *= 2;
  return limit;
}

exports.read = function read(stream, given) {
  const state = stream._readableState;
  const asked = given === undefined ? NaN : Number.isInteger(given) ? given : Number.parseInt(given, 10);
  if (asked > state.highWaterMark) state.highWaterMark = limitFor(asked);
  if (asked !== 0) state.emittedReadable = false;

  const enough = state.highWaterMark === 0 ? state.length > 0 : state.length >= state.highWaterMark;
  if (asked === 0 && state.needReadable && (enough || state.ended)) {
    if (state.length === 0 && state.ended) endReadable(stream);
    else exports.emitReadable(stream);
    return null;
  }
  let size = howMuch(asked, state);
  if (size === 0 && state.ended) {
    if (state.length === 0) endReadable(stream);
    return null;
  }

  const wanting = state.needReadable || state.length === 0 || state.length - size < state.highWaterMark;
  const able = !(state.ended || state.reading || state.destroyed || state.errored) && state.constructed;
  if (wanting && able) {
    state.reading = true;
    state.sync = true;
    if (state.length === 0) state.needReadable = true;
    try {
      stream._read(state.highWaterMark);
    } catch (error) {
      errorOrDestroy(stream, error);
    }
    state.sync = false;
    if (!state.reading) size = howMuch(asked, state); // it answered at once
  }

  const chunk = size > 0 ? take(size, state) : null;
  if (chunk === null) {
    state.needReadable = state.length <= state.highWaterMark;
    size = 0;
  } else {
    state.length -= size;
    if (state.multiAwaitDrain) state.awaitDrainWriters.clear();
    else state.awaitDrainWriters = null;
  }
  if (state.length === 0) {
    if (!state.ended) state.needReadable = true;
    if (asked !== size && state.ended) endReadable(stream);
  }
  if (chunk !== null && !state.errored && !state.closeEmitted) {
    state.dataEmitted = true;
    stream.emit('data', chunk);
  }
  return chunk;
};

function take(size, state) {
  if (state.length === 0) return null;
  if (state.objectMode) return shift(state);
  if (size >= state.length) {
    const all = state.buffer.slice(state.bufferIndex);
    state.buffer = [];
    state.bufferIndex = 0;
    if (state.decoder) return all.join('');
    return all.length === 1 ? all[0] : Buffer.concat(all, state.length);
  }
  const parts = [];
  let left = size;
  while (left > 0) {
    const first = state.buffer[state.bufferIndex];
    if (first.length <= left) {
      parts.push(shift(state));
      left -= first.length;
    } else {
      parts.push(first.slice(0, left));
      state.buffer[state.bufferIndex] = first.slice(left);
      left = 0;
    }
  }
  if (parts.length === 1) return parts[0];
  return state.decoder ? parts.join('') : Buffer.concat(parts, size);
}

function shift(state) {
  const chunk = state.buffer[state.bufferIndex];
  state.buffer[state.bufferIndex++] = undefined;
  if (state.bufferIndex === state.buffer.length) {
    state.buffer = [];
    state.bufferIndex = 0;
  } else if (state.bufferIndex > 1024) {
    state.buffer.splice(0, state.bufferIndex);
    state.bufferIndex = 0;
  }
  return chunk;
}

function endReadable(stream) {
  const state = stream._readableState;
  if (state.endEmitted) return;
  state.ended = true;
  process.nextTick(emitEnd, stream, state);
}

function emitEnd(stream, state) {
  if (state.errored || state.closeEmitted || state.endEmitted || state.length > 0) return;
  state.endEmitted = true;
  stream.emit('end');
  if (stream.writable && stream.allowHalfOpen === false) {
    process.nextTick(endOtherSide, stream);
  } else if (state.autoDestroy) {
    const other = stream._writableState;
    if (!other || (other.autoDestroy && (other.finished || other.writable === false))) stream.destroy();
  }
}

function endOtherSide(stream) {
  if (stream.writable && !stream.writableEnded && !stream.destroyed) stream.end();
}

exports.scheduleResume = function scheduleResume(stream, state) {
  if (state.resumeScheduled) return;
  state.resumeScheduled = true;
  process.nextTick(resumeNow, stream, state);
};

function resumeNow(stream, state) {
  if (!state.reading) stream.read(0);
  state.resumeScheduled = false;
  stream.emit('resume');
  run(stream);
  if (state.flowing && !state.reading) stream.read(0);
}

// Reads for as long as the stream flows.
function run(stream) {
  const state = stream._readableState;
  while (state.flowing && stream.read() !== null);
}

exports.readableListenersChanged = function readableListenersChanged(stream) {
  const state = stream._readableState;
  state.readableListening = stream.listenerCount('readable') > 0;
  if (state.resumeScheduled && state.paused === false) {
    state.flowing = true;
  } else if (stream.listenerCount('data') > 0) {
    stream.resume();
  } else if (!state.readableListening) {
    state.flowing = null;
  }
};

exports.dataListenersGone = function dataListenersGone(stream) {
  const state = stream._readableState;
  if (stream.listenerCount('readable') > 0 && state.flowing === null) state.readableListening = true;
};

exports.run = run;
