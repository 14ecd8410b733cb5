'use strict';
// Duplex.from: a Duplex of a stream, an iterable, a function or a pair of streams.

const { nodeError } = require('internal/errors');
const common = require('internal/streams/common');
const { Duplex } = require('internal/streams/duplex');
const { Readable } = require('internal/streams/readable');
const { finished } = require('internal/streams/finished');
const { destroyer } = require('internal/streams/destroy');

exports.duplexify = function duplexify(body, name) {
  if (common.isDuplexStream(body)) return body;
  if (!common.isNodeStream(body) && common.isWebStream(body)) {
    return duplexify(require('internal/webstreams/adapters').nodeStreamOf(body), name);
  }
  if (common.isReadableStream(body)) return pair({ readable: body });
  if (common.isWritableStream(body)) return pair({ writable: body });
  if (common.isNodeStream(body)) return pair({ writable: false, readable: false });
  if (typeof body === 'function') return fromFunction(body, name);
  if (typeof body === 'string' || Buffer.isBuffer(body) || common.isIterable(body)) return fromIterable(body);
  if (body && typeof body === 'object' && (body.readable !== undefined || body.writable !== undefined)) {
    return pair({
      readable: body.readable && (common.isReadableStream(body.readable) ? body.readable : duplexify(body.readable)),
      writable: body.writable && (common.isWritableStream(body.writable) ? body.writable : duplexify(body.writable)),
    });
  }
  if (typeof body?.then === 'function') return fromPromise(body);
  throw nodeError('ERR_INVALID_ARG_TYPE', name, [
    'Blob', 'ReadableStream', 'WritableStream', 'Stream', 'Iterable', 'AsyncIterable', 'Function',
    '{ readable, writable } pair', 'Promise',
  ], body);
};

function fromIterable(body) {
  return require('internal/streams/from').from(ReadOnlyDuplex, body, { writable: false });
}

class ReadOnlyDuplex extends Duplex {
  constructor(options) {
    super({ ...options, writable: false });
  }
}

function fromPromise(promise) {
  const duplex = new Duplex({ objectMode: true, writable: false, read() {} });
  promise.then((value) => {
    if (value !== null && value !== undefined) duplex.push(value);
    duplex.push(null);
  }, (error) => duplex.destroy(error));
  return duplex;
}

// What is written goes to the function as an async iterable; what it gives is read.
function fromFunction(fn, name) {
  const { PassThrough } = require('internal/streams/transform');
  const input = new PassThrough({ objectMode: true });
  const controller = new AbortController();
  const made = fn(input[Symbol.asyncIterator](), { signal: controller.signal });
  if (typeof made?.[Symbol.asyncIterator] === 'function' || typeof made?.[Symbol.iterator] === 'function') {
    return pair({ readable: Readable.from(made), writable: input, onDestroy: () => controller.abort() });
  }
  if (typeof made?.then === 'function') {
    const duplex = pair({ readable: false, writable: input, onDestroy: () => controller.abort() });
    made.then((value) => {
      if (value === null || value === undefined) return;
      duplex.destroy(nodeError('ERR_INVALID_RETURN_VALUE', 'nully', name, value));
    }, (error) => duplex.destroy(error));
    return duplex;
  }
  throw nodeError('ERR_INVALID_RETURN_VALUE', 'Iterable, AsyncIterable or AsyncFunction', name, made);
}

// One Duplex over a readable and a writable stream, either of which may be missing.
function pair({ readable, writable, onDestroy }) {
  const duplex = new Duplex({
    readableObjectMode: Boolean(readable?.readableObjectMode),
    writableObjectMode: Boolean(writable?.writableObjectMode),
    readable: Boolean(readable),
    writable: Boolean(writable),
    autoDestroy: true,
  });
  let onDrain;
  let onFinish;
  const fail = (error) => duplex.destroy(error);
  if (writable) {
    finished(writable, { readable: false }, (error) => {
      if (error && readable) destroyer(readable, error);
      if (error) fail(error);
      const done = onFinish;
      onFinish = undefined;
      done?.(error);
    });
    duplex._write = (chunk, encoding, callback) => {
      if (writable.write(chunk, encoding)) callback();
      else onDrain = callback;
    };
    duplex._final = (callback) => {
      writable.end();
      onFinish = callback;
    };
    writable.on('drain', () => {
      const done = onDrain;
      onDrain = undefined;
      done?.();
    });
  }
  if (readable) {
    let waiting = false;
    finished(readable, { writable: false }, (error) => {
      if (error) fail(error);
    });
    readable.on('readable', () => {
      if (!waiting) return;
      waiting = false;
      duplex._read();
    });
    readable.on('end', () => duplex.push(null));
    duplex._read = () => {
      for (;;) {
        const chunk = readable.read();
        if (chunk === null) {
          waiting = true;
          return;
        }
        if (!duplex.push(chunk)) return;
      }
    };
  }
  duplex._destroy = (error, callback) => {
    onDestroy?.();
    if (error === null && onFinish !== undefined) error = require('internal/errors').abortError();
    if (writable) destroyer(writable, error);
    if (readable) destroyer(readable, error);
    callback(error);
  };
  return duplex;
}

exports.pair = pair;
