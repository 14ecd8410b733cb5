'use strict';
// Readable.prototype.pipe and unpipe: data from one stream to others, at the pace of
// the slowest.

const { errorOrDestroy } = require('internal/streams/destroy');

exports.pipe = function pipe(source, dest, options) {
  const state = source._readableState;
  if (state.pipes.length === 1 && !state.multiAwaitDrain) {
    state.multiAwaitDrain = true;
    state.awaitDrainWriters = new Set(state.awaitDrainWriters ? [state.awaitDrainWriters] : []);
  }
  state.pipes.push(dest);

  const ends = (!options || options.end !== false) && dest !== process.stdout && dest !== process.stderr;
  const endListener = ends ? onEnd : unpipeIt;
  if (state.endEmitted) process.nextTick(endListener);
  else source.once('end', endListener);

  dest.on('unpipe', onUnpipe);
  function onUnpipe(readable, info) {
    if (readable === source && info && info.hasUnpiped === false) {
      info.hasUnpiped = true;
      cleanUp();
    }
  }

  function onEnd() {
    dest.end();
  }

  let onDrain;
  let cleaned = false;
  function cleanUp() {
    dest.removeListener('close', onClose);
    dest.removeListener('finish', onFinish);
    if (onDrain) dest.removeListener('drain', onDrain);
    dest.removeListener('error', onError);
    dest.removeListener('unpipe', onUnpipe);
    source.removeListener('end', onEnd);
    source.removeListener('end', unpipeIt);
    source.removeListener('data', onData);
    cleaned = true;
    // A writer that others wait for is gone.
    if (onDrain && state.awaitDrainWriters && (!dest._writableState || dest._writableState.needDrain)) onDrain();
  }

  function pauseFor() {
    if (!cleaned) {
      if (state.pipes.length === 1 && state.pipes[0] === dest) {
        state.awaitDrainWriters = dest;
        state.multiAwaitDrain = false;
      } else if (state.pipes.length > 1 && state.pipes.includes(dest)) {
        state.awaitDrainWriters.add(dest);
      }
      source.pause();
    }
    if (!onDrain) {
      onDrain = drained(source, dest);
      dest.on('drain', onDrain);
    }
  }

  source.on('data', onData);
  function onData(chunk) {
    if (dest.write(chunk) === false) pauseFor();
  }

  function onError(error) {
    unpipeIt();
    dest.removeListener('error', onError);
    if (dest.listenerCount('error') > 0) return;
    const other = dest._writableState || dest._readableState;
    if (other && !other.errorEmitted) errorOrDestroy(dest, error);
    else dest.emit('error', error);
  }
  dest.prependListener('error', onError);

  function onClose() {
    dest.removeListener('finish', onFinish);
    unpipeIt();
  }
  dest.once('close', onClose);
  function onFinish() {
    dest.removeListener('close', onClose);
    unpipeIt();
  }
  dest.once('finish', onFinish);

  function unpipeIt() {
    source.unpipe(dest);
  }

  dest.emit('pipe', source);
  if (dest.writableNeedDrain === true) pauseFor();
  else if (!state.flowing) source.resume();
  return dest;
};

function drained(source, dest) {
  return function onDrain() {
    const state = source._readableState;
    if (state.awaitDrainWriters === dest) state.awaitDrainWriters = null;
    else if (state.multiAwaitDrain) state.awaitDrainWriters.delete(dest);
    const waiting = state.multiAwaitDrain ? state.awaitDrainWriters.size : Number(Boolean(state.awaitDrainWriters));
    if (waiting === 0 && source.listenerCount('data') > 0) source.resume();
  };
}

exports.unpipe = function unpipe(source, dest) {
  const state = source._readableState;
  const info = { hasUnpiped: false };
  if (state.pipes.length === 0) return source;
  const rest = () => {
    if (!state.endEmitted && !state.destroyed) source.pause();
  };
  if (!dest) {
    const all = state.pipes;
    state.pipes = [];
    rest();
    for (const one of all) one.emit('unpipe', source, { hasUnpiped: false });
    return source;
  }
  const at = state.pipes.indexOf(dest);
  if (at < 0) return source;
  state.pipes.splice(at, 1);
  if (state.pipes.length === 0) rest();
  dest.emit('unpipe', source, info);
  return source;
};
