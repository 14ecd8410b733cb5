'use strict';
// The readers and controllers of readable streams as scripts see them (Streams, 4.4 to 4.8).

const {
  create, make, check, lookup, define, form, inspectable, dictionary, argumentType, argumentValue, promiseOf,
  invalidState, illegalConstructor,
} = require('internal/webidl');
const { nodeError } = require('internal/errors');
const streams = require('internal/webstreams/readable');
const defaults = require('internal/webstreams/default_controller');
const bytes = require('internal/webstreams/byte_controller');

const DEFAULT = 'ReadableStreamDefaultReader';
const BYOB = 'ReadableStreamBYOBReader';

const refuse = (brand) => promiseOf(check, undefined, undefined, brand);
const detached = () => Promise.reject(invalidState('The reader is not attached to a stream'));

function streamOf(value) {
  const stream = lookup(value, 'ReadableStream');
  if (stream === undefined) throw argumentType('stream', 'ReadableStream', value);
  return stream;
}

// ReadableStreamGenericReader, 4.3: what both readers have.
function closed(brand) {
  return function get() {
    const reader = lookup(this, brand);
    return reader === undefined ? refuse(brand) : reader.closed.promise;
  };
}

function cancel(reader, brand, reason) {
  if (reader === undefined) return refuse(brand);
  if (reader.stream === undefined) return detached();
  return streams.cancel(reader.stream, reason);
}

class ReadableStreamDefaultReader {
  constructor(stream) {
    const reader = streams.acquireReader(streamOf(stream), DEFAULT);
    reader.object = create(new.target, ReadableStreamDefaultReader, form.plain, reader);
    return reader.object;
  }

  read() {
    const reader = lookup(this, DEFAULT);
    if (reader === undefined) return refuse(DEFAULT);
    if (reader.stream === undefined) return detached();
    const request = streams.promiseRequest();
    streams.read(reader, request);
    return request.promise;
  }

  releaseLock() {
    const reader = check(this, DEFAULT);
    if (reader.stream !== undefined) streams.release(reader);
  }

  get closed() { return closed(DEFAULT).call(this); }

  cancel(reason = undefined) { return cancel(lookup(this, DEFAULT), DEFAULT, reason); }
}

class ReadableStreamBYOBReader {
  constructor(stream) {
    const found = streamOf(stream);
    if (!(found.controller instanceof bytes.ByteController)) {
      if (streams.isLocked(found)) throw invalidState('ReadableStream is locked');
      throw argumentValue('stream', stream, 'must be a byte stream');
    }
    const reader = streams.acquireReader(found, BYOB);
    reader.object = create(new.target, ReadableStreamBYOBReader, form.plain, reader);
    return reader.object;
  }

  read(view, options = undefined) {
    const reader = lookup(this, BYOB);
    if (reader === undefined) return refuse(BYOB);
    return promiseOf(readInto, undefined, reader, view, options);
  }

  releaseLock() {
    const reader = check(this, BYOB);
    if (reader.stream !== undefined) streams.release(reader);
  }

  get closed() { return closed(BYOB).call(this); }

  cancel(reason = undefined) { return cancel(lookup(this, BYOB), BYOB, reason); }
}

// 4.5.4 read(view, options)
function readInto(reader, view, options) {
  if (!ArrayBuffer.isView(view)) throw argumentType('view', ['Buffer', 'TypedArray', 'DataView'], view);
  const { min: given = 1 } = dictionary(options, 'options');
  if (typeof given !== 'number' && typeof given !== 'string') throw argumentType('options.min', 'number', given);
  const min = Math.trunc(Number(given));
  if (view.byteLength === 0 || view.buffer.byteLength === 0) {
    throw invalidState('View or Viewed ArrayBuffer is zero-length or detached');
  }
  if (!(min > 0)) throw argumentValue('options.min', given, 'must be greater than 0');
  const isTyped = bytes.viewType(view) !== DataView;
  const length = isTyped ? view.length : view.byteLength;
  if (min > length) {
    throw nodeError('ERR_OUT_OF_RANGE', 'options.min', `<= ${isTyped ? 'view.length' : 'view.byteLength'}`, min);
  }
  if (reader.stream === undefined) return detached();
  const request = streams.promiseRequest();
  streams.readInto(reader, view, min, request);
  return request.promise;
}

class ReadableStreamDefaultController {
  constructor() { throw illegalConstructor(); }

  get desiredSize() { return defaults.desiredSize(check(this, 'ReadableStreamDefaultController')); }

  close() {
    const controller = check(this, 'ReadableStreamDefaultController');
    defaults.assertUsable(controller);
    defaults.close(controller);
  }

  enqueue(chunk = undefined) {
    const controller = check(this, 'ReadableStreamDefaultController');
    defaults.assertUsable(controller);
    defaults.enqueue(controller, chunk);
  }

  error(error = undefined) { defaults.error(check(this, 'ReadableStreamDefaultController'), error); }
}

class ReadableByteStreamController {
  constructor() { throw illegalConstructor(); }

  get byobRequest() {
    const request = bytes.byobRequest(check(this, 'ReadableByteStreamController'));
    if (request === null) return null;
    request.object ??= make(ReadableStreamBYOBRequest, form.plain, request);
    return request.object;
  }

  get desiredSize() { return bytes.desiredSize(check(this, 'ReadableByteStreamController')); }

  close() {
    const controller = check(this, 'ReadableByteStreamController');
    if (controller.closeRequested) throw invalidState('Controller is already closed');
    if (controller.stream.state !== 'readable') throw invalidState('ReadableStream is already closed');
    bytes.close(controller);
  }

  enqueue(chunk) {
    const controller = check(this, 'ReadableByteStreamController');
    if (!ArrayBuffer.isView(chunk)) throw argumentType('buffer', ['Buffer', 'TypedArray', 'DataView'], chunk);
    if (chunk.byteLength === 0 || chunk.buffer.byteLength === 0) {
      throw invalidState('chunk ArrayBuffer is zero-length or detached');
    }
    if (controller.closeRequested) throw invalidState('Controller is already closed');
    if (controller.stream.state !== 'readable') throw invalidState('ReadableStream is already closed');
    bytes.enqueue(controller, chunk);
  }

  error(error = undefined) { bytes.error(check(this, 'ReadableByteStreamController'), error); }
}

class ReadableStreamBYOBRequest {
  constructor() { throw illegalConstructor(); }

  get view() { return check(this, 'ReadableStreamBYOBRequest').view; }

  respond(bytesWritten) {
    const request = check(this, 'ReadableStreamBYOBRequest');
    if (request.controller === undefined) throw invalidState('This BYOB request has been invalidated');
    if (request.view.buffer.detached) throw invalidState('Viewed ArrayBuffer is detached');
    const count = Number(bytesWritten);
    if (!(count >= 0) || count === Infinity) throw argumentValue('bytesWritten', bytesWritten);
    bytes.respond(request.controller, Math.trunc(count));
  }

  respondWithNewView(view) {
    const request = check(this, 'ReadableStreamBYOBRequest');
    if (!ArrayBuffer.isView(view)) throw argumentType('view', ['Buffer', 'TypedArray', 'DataView'], view);
    if (request.controller === undefined) throw invalidState('This BYOB request has been invalidated');
    if (view.buffer.detached) throw invalidState('Viewed ArrayBuffer is detached');
    bytes.respondWithNewView(request.controller, view);
  }
}

const CLASSES = {
  ReadableStreamDefaultReader, ReadableStreamBYOBReader, ReadableStreamDefaultController, ReadableByteStreamController,
  ReadableStreamBYOBRequest,
};
for (const Class of Object.values(CLASSES)) define(Class);

for (const [Class, brand, waiting] of [
  [ReadableStreamDefaultReader, DEFAULT, 'readRequests'], [ReadableStreamBYOBReader, BYOB, 'readIntoRequests'],
]) {
  inspectable(Class, (object) => {
    const reader = lookup(object, brand);
    const stream = reader.stream && require('internal/webstreams/readable_class').objectOf(reader.stream);
    return { stream, [waiting]: reader.requests.length, close: reader.closed.promise };
  });
}
inspectable(ReadableStreamDefaultController, () => ({}));
inspectable(ReadableByteStreamController, () => ({}));
inspectable(ReadableStreamBYOBRequest, (object) => {
  const { view, controller } = lookup(object, 'ReadableStreamBYOBRequest');
  return { view, controller: controller && exports.controllerObject(controller) };
});

Object.assign(exports, CLASSES);

// A new reader of a stream, as scripts hold it.
exports.acquire = function acquire(stream, brand) {
  if (brand === BYOB && !(stream.controller instanceof bytes.ByteController)) {
    const { objectOf } = require('internal/webstreams/readable_class');
    throw argumentValue('stream', objectOf(stream), 'must be a byte stream');
  }
  const reader = streams.acquireReader(stream, brand);
  reader.object = make(CLASSES[brand], form.plain, reader);
  return reader.object;
};

// What scripts hold of a controller.
exports.controllerObject = function controllerObject(controller) {
  controller.object ??= make(CLASSES[controller.brand], form.plain, controller);
  return controller.object;
};
