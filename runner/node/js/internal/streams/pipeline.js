'use strict';
// stream.pipeline: streams, iterables and async functions one after the other; one
// error destroys them all.

const { nodeError, abortError } = require('internal/errors');
const common = require('internal/streams/common');
const { finished } = require('internal/streams/finished');
const { destroyer: destroyAny } = require('internal/streams/destroy');

exports.pipeline = function pipeline(...args) {
  const callback = args.pop();
  require('internal/validators').validateFunction(callback, 'streams[stream.length - 1]');
  const streams = args.length === 1 && Array.isArray(args[0]) ? args[0] : args;
  return run(streams, callback);
};

// A stream destroyed unless it ended by itself.
function guard(stream, reading, writing) {
  let isOver = false;
  stream.on('close', () => { isOver = true; });
  finished(stream, { readable: reading, writable: writing }, (error) => { isOver = !error; });
  return (error) => {
    if (isOver) return;
    isOver = true;
    destroyAny(stream, error ?? nodeError('ERR_STREAM_DESTROYED', 'pipe'));
  };
}

function run(streams, callback, options) {
  if (streams.length < 2) throw nodeError('ERR_MISSING_ARGS', 'streams');
  streams = streams.map((stream, at) => (at > 0 && !common.isNodeStream(stream) && common.isWebStream(stream)
    ? require('internal/webstreams/adapters').nodeStreamOf(stream, { objectMode: true }) : stream));
  const controller = new AbortController();
  const { signal } = controller;
  const outer = options?.signal;
  const destroys = [];
  let error;
  let value;
  let pending = 0;
  let isDone = false;

  const onAbort = () => finish(abortError(outer.reason), true);
  if (outer !== undefined) {
    require('internal/validators').validateAbortSignal(outer, 'options.signal');
    if (outer.aborted) onAbort();
    else outer.addEventListener('abort', onAbort, { once: true });
  }

  function finish(failure, final) {
    if (failure && (!error || error.code === 'ERR_STREAM_PREMATURE_CLOSE')) error = failure;
    if (!error && !final) return;
    while (destroys.length > 0) destroys.shift()(error);
    outer?.removeEventListener('abort', onAbort);
    controller.abort();
    if (!final || isDone) return;
    isDone = true;
    process.nextTick(callback, error, value);
  }
  const step = (failure) => finish(failure, --pending === 0);

  let current;
  streams.forEach((stream, at) => {
    const first = at === 0;
    const last = at === streams.length - 1;
    const end = !last || options?.end !== false;
    if (common.isNodeStream(stream)) {
      if (end) destroys.push(guard(stream, !last, !first));
      // An error after the pipeline is done must not go unheard, nor bring it down.
      stream.on('error', (failure) => {
        const isOurs = !failure || failure.name === 'AbortError' || failure.code === 'ERR_STREAM_PREMATURE_CLOSE';
        if (!isOurs) finish(failure, false);
      });
    }
    current = connect(stream, first, last, end);
  });

  function connect(stream, first, last, end) {
    if (first) return source(stream);
    if (typeof stream === 'function') return call(stream, last, end);
    if (!common.isNodeStream(stream)) {
      throw nodeError('ERR_INVALID_ARG_TYPE', 'val', ['Readable', 'Iterable', 'AsyncIterable', 'Stream'], stream);
    }
    if (common.isReadableStream(current) && common.isNodeStream(current)) {
      pending += 2;
      pipe(current, stream, step, end);
    } else if (common.isIterable(current)) {
      pending++;
      pump(current, stream, step, end);
    } else {
      throw nodeError('ERR_INVALID_ARG_TYPE', 'val', ['Readable', 'Iterable', 'AsyncIterable', 'Stream'], current);
    }
    return stream;
  }

  function source(stream) {
    if (typeof stream === 'function') {
      const made = stream({ signal });
      if (!common.isIterable(made)) {
        throw nodeError('ERR_INVALID_RETURN_VALUE', 'Iterable, AsyncIterable or Stream', 'source', made);
      }
      return made;
    }
    if (common.isIterable(stream) || (common.isReadableStream(stream))) return stream;
    return require('internal/streams/duplexify').duplexify(stream, 'body');
  }

  function call(fn, last, end) {
    const made = fn(toIterable(current), { signal });
    if (!last) {
      if (common.isIterable(made)) return made;
      throw nodeError('ERR_INVALID_RETURN_VALUE', 'AsyncIterable', `transform[${streams.indexOf(fn) - 1}]`, made);
    }
    const { PassThrough } = require('internal/streams/transform');
    const out = new PassThrough({ objectMode: true });
    if (typeof made?.then === 'function') {
      pending++;
      made.then((result) => {
        value = result;
        if (result !== null && result !== undefined) out.write(result);
        if (end) out.end();
        process.nextTick(step);
      }, (failure) => {
        out.destroy(failure);
        process.nextTick(step, failure);
      });
    } else if (common.isIterable(made)) {
      pending++;
      pump(made, out, step, end);
    } else {
      throw nodeError('ERR_INVALID_RETURN_VALUE', 'AsyncIterable or Promise', 'destination', made);
    }
    destroys.push(guard(out, false, true));
    return out;
  }

  if (outer?.aborted) process.nextTick(onAbort);
  return current;
}

const toIterable = (value) => (common.isReadableStream(value) && typeof value[Symbol.asyncIterator] !== 'function'
  ? require('internal/streams/async_iterator').iterate(value) : value);

// A readable stream into a writable one; `step` is called for each.
function pipe(source, dest, step, end) {
  let isOver = false;
  dest.on('close', () => { if (!isOver) step(nodeError('ERR_STREAM_PREMATURE_CLOSE')); });
  source.pipe(dest, { end: false });
  if (end) {
    const finishDest = () => {
      isOver = true;
      dest.end();
    };
    if (common.isReadableFinished(source)) process.nextTick(finishDest);
    else source.once('end', finishDest);
  } else {
    step();
  }
  finished(source, { readable: true, writable: false }, (error) => {
    const state = source._readableState;
    if (error?.code === 'ERR_STREAM_PREMATURE_CLOSE' && state?.ended && !state.errored && !state.errorEmitted) {
      // It closes without 'end' having been seen: the data is all there.
      source.once('end', step).once('error', step);
    } else {
      step(error);
    }
  });
  finished(dest, { readable: false, writable: true }, step);
}

// An iterable into a writable stream.
async function pump(iterable, dest, step, end) {
  let error;
  let resume = null;
  const wake = (failure) => {
    if (failure) error = failure;
    const call = resume;
    resume = null;
    call?.();
  };
  const room = () => new Promise((resolve, reject) => {
    if (error) reject(error);
    else resume = () => (error ? reject(error) : resolve());
  });
  dest.on('drain', wake);
  const stop = finished(dest, { readable: false }, wake);
  try {
    if (dest.writableNeedDrain) await room();
    for await (const chunk of iterable) {
      if (!dest.write(chunk)) await room();
    }
    if (end) {
      dest.end();
      await room();
    }
    step();
  } catch (failure) {
    step(error !== failure ? combined(error, failure) : failure);
  } finally {
    stop();
    dest.off('drain', wake);
  }
}

const combined = (first, second) => require('internal/errors').combineErrors(first, second);

exports.pipelinePromise = function pipelinePromise(...streams) {
  return new Promise((resolve, reject) => {
    let options;
    const last = streams[streams.length - 1];
    const isStep = common.isNodeStream(last) || common.isIterable(last) || common.isWebStream(last);
    if (last && typeof last === 'object' && !isStep) {
      options = streams.pop();
      if (options.signal !== undefined) {
        require('internal/validators').validateAbortSignal(options.signal, 'options.signal');
      }
    }
    const all = streams.length === 1 && Array.isArray(streams[0]) ? streams[0] : streams;
    run(all, (error, value) => (error ? reject(error) : resolve(value)), options);
  });
};
