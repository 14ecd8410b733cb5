'use strict';
// WritableStream, its writer and its controller as scripts see them (Streams, 5.2 to 5.4).

const {
  create, make, check, lookup, define, form, inspectable, argumentType, promiseOf, invalidState, illegalConstructor,
  rangeValue,
} = require('internal/webidl');
const { extractHighWaterMark, extractSizeAlgorithm, readStrategy, readCallback } = require('internal/webstreams/queue');
const writables = require('internal/webstreams/writable');

const STREAM = 'WritableStream';
const WRITER = 'WritableStreamDefaultWriter';
const CONTROLLER = 'WritableStreamDefaultController';

const refuse = (brand) => promiseOf(check, undefined, undefined, brand);
const unbound = () => invalidState('Writer is not bound to a WritableStream');
const failure = (verb) => Promise.reject(invalidState(`Failure ${verb} WritableStream`));

class WritableStream {
  constructor(sink = {}, strategy = {}) {
    if (sink === null || (typeof sink !== 'object' && typeof sink !== 'function')) {
      throw argumentType('sink', 'Object', sink);
    }
    const { highWaterMark, size } = readStrategy(strategy);
    const stream = new writables.Writable();
    stream.object = create(new.target, WritableStream, form.writable, stream);
    setUpFromSink(stream, sink, highWaterMark, size);
    return stream.object;
  }

  get locked() { return writables.isLocked(check(this, STREAM)); }

  abort(reason = undefined) {
    const stream = lookup(this, STREAM);
    if (stream === undefined) return refuse(STREAM);
    if (writables.isLocked(stream)) return Promise.reject(invalidState('WritableStream is locked'));
    return writables.abort(stream, reason);
  }

  close() {
    const stream = lookup(this, STREAM);
    if (stream === undefined) return refuse(STREAM);
    if (writables.isLocked(stream)) return Promise.reject(invalidState('WritableStream is locked'));
    if (writables.closeQueuedOrInFlight(stream)) return failure('closing');
    return writables.close(stream);
  }

  getWriter() {
    const writer = writables.acquireWriter(check(this, STREAM));
    writer.object = make(WritableStreamDefaultWriter, form.plain, writer);
    return writer.object;
  }
}

// 5.2.4 new WritableStream(underlyingSink, strategy)
function setUpFromSink(stream, sink, highWaterMark, size) {
  const abort = readCallback(sink, 'abort', 'sink');
  const close = readCallback(sink, 'close', 'sink');
  const start = readCallback(sink, 'start', 'sink');
  const { type } = sink;
  const write = readCallback(sink, 'write', 'sink');
  if (type !== undefined) throw rangeValue('type', type);
  writables.setUp(stream, {
    size: extractSizeAlgorithm(size),
    highWaterMark: extractHighWaterMark(highWaterMark, 1),
    start: start && ((controller) => Reflect.apply(start, sink, [controllerObject(controller)])),
    write: write && ((chunk) => promiseOf(write, sink, chunk, controllerObject(stream.controller))),
    close: close && (() => promiseOf(close, sink)),
    abort: abort && ((reason) => promiseOf(abort, sink, reason)),
  });
}

class WritableStreamDefaultWriter {
  constructor(stream) {
    const found = lookup(stream, STREAM);
    if (found === undefined) throw argumentType('stream', STREAM, stream);
    const writer = writables.acquireWriter(found);
    writer.object = create(new.target, WritableStreamDefaultWriter, form.plain, writer);
    return writer.object;
  }

  get closed() {
    const writer = lookup(this, WRITER);
    return writer === undefined ? refuse(WRITER) : writer.closed.promise;
  }

  get desiredSize() {
    const writer = check(this, WRITER);
    if (writer.stream === undefined) throw unbound();
    return writables.desiredSize(writer);
  }

  get ready() {
    const writer = lookup(this, WRITER);
    return writer === undefined ? refuse(WRITER) : writer.ready.promise;
  }

  abort(reason = undefined) {
    const writer = lookup(this, WRITER);
    if (writer === undefined) return refuse(WRITER);
    if (writer.stream === undefined) return Promise.reject(unbound());
    return writables.abort(writer.stream, reason);
  }

  close() {
    const writer = lookup(this, WRITER);
    if (writer === undefined) return refuse(WRITER);
    if (writer.stream === undefined) return Promise.reject(unbound());
    if (writables.closeQueuedOrInFlight(writer.stream)) return failure('to close');
    return writables.close(writer.stream);
  }

  releaseLock() {
    const writer = check(this, WRITER);
    if (writer.stream !== undefined) writables.release(writer);
  }

  write(chunk = undefined) {
    const writer = lookup(this, WRITER);
    if (writer === undefined) return refuse(WRITER);
    if (writer.stream === undefined) return Promise.reject(unbound());
    return writables.write(writer, chunk);
  }
}

class WritableStreamDefaultController {
  constructor() { throw illegalConstructor(); }

  get signal() { return check(this, CONTROLLER).signal; }

  error(error = undefined) {
    const controller = check(this, CONTROLLER);
    if (controller.stream.state === 'writable') writables.error(controller, error);
  }
}

for (const Class of [WritableStream, WritableStreamDefaultWriter, WritableStreamDefaultController]) define(Class);

// What `stream.isWritable` and its kin, and packages, ask.
for (const [name, read] of [
  ['errored', (stream) => stream.state === 'errored'],
  ['writable', (stream) => stream.state === 'writable'],
]) {
  const key = Symbol.for(`nodejs.stream.${name}`);
  const { get } = Object.getOwnPropertyDescriptor({ get [key]() { return read(check(this, STREAM)); } }, key);
  Object.defineProperty(WritableStream.prototype, key, { get, configurable: true, enumerable: false });
}
inspectable(WritableStream, (object) => {
  const stream = lookup(object, STREAM);
  return { locked: writables.isLocked(stream), state: stream.state };
});
inspectable(WritableStreamDefaultWriter, (object) => {
  const writer = lookup(object, WRITER);
  return {
    stream: writer.stream && exports.objectOf(writer.stream),
    close: writer.closed.promise,
    ready: writer.ready.promise,
    desiredSize: writer.stream && writables.desiredSize(writer),
  };
});
inspectable(WritableStreamDefaultController, (object) => ({
  stream: exports.objectOf(lookup(object, CONTROLLER).stream),
}));

function controllerObject(controller) {
  controller.object ??= make(WritableStreamDefaultController, form.plain, controller);
  return controller.object;
}

exports.WritableStream = WritableStream;
exports.WritableStreamDefaultWriter = WritableStreamDefaultWriter;
exports.WritableStreamDefaultController = WritableStreamDefaultController;

// What scripts hold of a stream that the runtime made.
exports.objectOf = function objectOf(stream) {
  stream.object ??= make(WritableStream, form.writable, stream);
  return stream.object;
};
