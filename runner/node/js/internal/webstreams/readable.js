'use strict';
// Readable streams and their readers as the standard's algorithms work on them (Streams, 4.9.1 to
// 4.9.3). It must never know what a script sees of them, nor which controller feeds a stream.

const { deferred, handled, react, invalidState } = require('internal/webidl');
const { Queue } = require('internal/webstreams/queue');

// 4.2.2: the slots of a stream. `object` is what scripts hold of it.
class Readable {
  constructor() {
    this.brand = 'ReadableStream';
    this.object = undefined;
    this.state = 'readable';
    this.storedError = undefined;
    this.disturbed = false;
    this.reader = undefined;
    this.controller = undefined;
    this.closing = undefined; // settles when the stream closes or fails, once somebody asks
  }
}

// 4.3 and 4.5: the slots of a reader.
class Reader {
  constructor(brand) {
    this.brand = brand;
    this.object = undefined;
    this.stream = undefined;
    this.closed = undefined;
    this.requests = new Queue();
  }
}

exports.Readable = Readable;
exports.Reader = Reader;
exports.isLocked = (stream) => stream.reader !== undefined;

const isDefault = (reader) => reader.brand === 'ReadableStreamDefaultReader';

// 4.9.3 SetUpReadableStreamDefaultReader and SetUpReadableStreamBYOBReader
exports.acquireReader = function acquireReader(stream, brand = 'ReadableStreamDefaultReader') {
  if (stream.reader !== undefined) throw invalidState('ReadableStream is locked');
  const reader = new Reader(brand);
  reader.stream = stream;
  stream.reader = reader;
  reader.closed = deferred();
  if (stream.state === 'closed') reader.closed.resolve(undefined);
  else if (stream.state === 'errored') {
    reader.closed.reject(stream.storedError);
    handled(reader.closed.promise);
  }
  return reader;
};

// 4.9.1 ReadableStreamCancel
exports.cancel = function cancel(stream, reason) {
  stream.disturbed = true;
  if (stream.state === 'closed') return Promise.resolve(undefined);
  if (stream.state === 'errored') return Promise.reject(stream.storedError);
  exports.close(stream);
  const { reader } = stream;
  if (reader !== undefined && !isDefault(reader)) {
    for (const request of reader.requests.clear()) request.close(undefined);
  }
  return react(stream.controller.cancelSteps(reason), () => undefined);
};

// 4.9.2 ReadableStreamClose
exports.close = function close(stream) {
  stream.state = 'closed';
  stream.closing?.resolve(undefined);
  const { reader } = stream;
  if (reader === undefined) return;
  reader.closed.resolve(undefined);
  if (isDefault(reader)) {
    for (const request of reader.requests.clear()) request.close();
  }
};

// 4.9.2 ReadableStreamError
exports.error = function error(stream, reason) {
  stream.state = 'errored';
  stream.storedError = reason;
  if (stream.closing !== undefined) {
    stream.closing.reject(reason);
    handled(stream.closing.promise);
  }
  const { reader } = stream;
  if (reader === undefined) return;
  reader.closed.reject(reason);
  handled(reader.closed.promise);
  for (const request of reader.requests.clear()) request.error(reason);
};

// Settles when the stream is over, whoever reads it.
exports.closing = function closing(stream) {
  if (stream.closing === undefined) {
    stream.closing = deferred();
    handled(stream.closing.promise);
    if (stream.state === 'closed') stream.closing.resolve(undefined);
    else if (stream.state === 'errored') stream.closing.reject(stream.storedError);
  }
  return stream.closing.promise;
};

// 4.9.2 ReadableStreamFulfillReadRequest and ReadableStreamFulfillReadIntoRequest
exports.fulfill = function fulfill(stream, chunk, done) {
  const request = stream.reader.requests.shift();
  if (done) request.close(chunk);
  else request.chunk(chunk);
};

exports.waiting = (stream) => (stream.reader === undefined ? 0 : stream.reader.requests.length);
exports.hasDefaultReader = (stream) => stream.reader !== undefined && isDefault(stream.reader);
exports.hasByobReader = (stream) => stream.reader !== undefined && !isDefault(stream.reader);

// 4.9.3 ReadableStreamDefaultReaderRead
exports.read = function read(reader, request) {
  const { stream } = reader;
  stream.disturbed = true;
  if (stream.state === 'closed') request.close();
  else if (stream.state === 'errored') request.error(stream.storedError);
  else stream.controller.pullSteps(request);
};

// 4.9.3 ReadableStreamBYOBReaderRead
exports.readInto = function readInto(reader, view, min, request) {
  const { stream } = reader;
  stream.disturbed = true;
  if (stream.state === 'errored') request.error(stream.storedError);
  else stream.controller.pullInto(view, min, request);
};

// 4.9.3 ReadableStreamDefaultReaderRelease and ReadableStreamBYOBReaderRelease
exports.release = function release(reader) {
  exports.genericRelease(reader);
  const reason = invalidState('Releasing reader');
  for (const request of reader.requests.clear()) request.error(reason);
};

// 4.9.3 ReadableStreamReaderGenericRelease
exports.genericRelease = function genericRelease(reader) {
  const { stream } = reader;
  const reason = invalidState('Reader released');
  if (stream.state !== 'readable') reader.closed = deferred();
  reader.closed.reject(reason);
  handled(reader.closed.promise);
  stream.controller.releaseSteps();
  stream.reader = undefined;
  reader.stream = undefined;
};

// A request that settles a promise with `{ value, done }`.
exports.promiseRequest = function promiseRequest() {
  const { promise, resolve, reject } = deferred();
  return {
    promise,
    chunk: (value) => resolve({ done: false, value }),
    close: (value) => resolve({ done: true, value }),
    error: reject,
  };
};

// 9.1.2: reads everything as bytes.
exports.readAllBytes = function readAllBytes(reader, succeed, fail) {
  const chunks = [];
  const request = {
    chunk(chunk) {
      if (!(chunk instanceof Uint8Array)) {
        fail(new TypeError('Received non-Uint8Array chunk'));
        return;
      }
      chunks.push(chunk);
      // Not in this call: a stream full of chunks would nest as deep as it has them.
      react(Promise.resolve(), next);
    },
    close: () => succeed(chunks),
    error: fail,
  };
  const next = () => exports.read(reader, request);
  next();
};
