'use strict';
// TransformStream and its controller as scripts see them (Streams, 6.2 and 6.3).

const {
  make, create, check, lookup, define, form, inspectable, argumentType, promiseOf, illegalConstructor, rangeValue,
} = require('internal/webidl');
const { extractHighWaterMark, extractSizeAlgorithm, readStrategy, readCallback } = require('internal/webstreams/queue');
const readables = require('internal/webstreams/default_controller');
const transforms = require('internal/webstreams/transform');

const STREAM = 'TransformStream';
const CONTROLLER = 'TransformStreamDefaultController';

const readableOf = (stream) => require('internal/webstreams/readable_class').objectOf(stream.readable);
const writableOf = (stream) => require('internal/webstreams/writable_class').objectOf(stream.writable);

class TransformStream {
  constructor(transformer = {}, writableStrategy = {}, readableStrategy = {}) {
    if (transformer === null || (typeof transformer !== 'object' && typeof transformer !== 'function')) {
      throw argumentType('transformer', 'Object', transformer);
    }
    const writing = readStrategy(writableStrategy, 'writableStrategy');
    const reading = readStrategy(readableStrategy, 'readableStrategy');
    const cancel = readCallback(transformer, 'cancel', 'transformer');
    const flush = readCallback(transformer, 'flush', 'transformer');
    const { readableType } = transformer;
    const start = readCallback(transformer, 'start', 'transformer');
    const transform = readCallback(transformer, 'transform', 'transformer');
    const { writableType } = transformer;
    if (readableType !== undefined) throw rangeValue('transformer.readableType', readableType);
    if (writableType !== undefined) throw rangeValue('transformer.writableType', writableType);
    const readableHighWaterMark = extractHighWaterMark(reading.highWaterMark, 0);
    const readableSize = extractSizeAlgorithm(reading.size);
    const writableHighWaterMark = extractHighWaterMark(writing.highWaterMark, 1);
    const writableSize = extractSizeAlgorithm(writing.size);
    let object;
    const { stream, controller, started } = transforms.setUp({
      transform: transform && ((chunk) => promiseOf(transform, transformer, chunk, object)),
      flush: flush && (() => promiseOf(flush, transformer, object)),
      cancel: cancel && ((reason) => promiseOf(cancel, transformer, reason)),
      writableHighWaterMark, writableSize, readableHighWaterMark, readableSize,
    });
    stream.object = create(new.target, TransformStream, form.transform, stream);
    object = make(TransformStreamDefaultController, form.plain, controller);
    started(start && Reflect.apply(start, transformer, [object]));
    return stream.object;
  }

  get readable() { return readableOf(check(this, STREAM)); }

  get writable() { return writableOf(check(this, STREAM)); }
}

class TransformStreamDefaultController {
  constructor() { throw illegalConstructor(); }

  get desiredSize() { return readables.desiredSize(check(this, CONTROLLER).stream.readable.controller); }

  enqueue(chunk = undefined) { transforms.enqueue(check(this, CONTROLLER), chunk); }

  error(reason = undefined) { transforms.error(check(this, CONTROLLER), reason); }

  terminate() { transforms.terminate(check(this, CONTROLLER)); }
}

define(TransformStream);
define(TransformStreamDefaultController);
inspectable(TransformStream, (object) => {
  const stream = lookup(object, STREAM);
  return { readable: readableOf(stream), writable: writableOf(stream), backpressure: stream.backpressure };
});
inspectable(TransformStreamDefaultController, (object) => ({
  stream: lookup(object, CONTROLLER).stream.object,
}));

exports.TransformStream = TransformStream;
exports.TransformStreamDefaultController = TransformStreamDefaultController;

// What scripts hold of a stream that was made of its two sides.
exports.joined = function joined(readable, writable) {
  const stream = new transforms.Transform();
  stream.readable = readable;
  stream.writable = writable;
  stream.object = make(TransformStream, form.transform, stream);
  return stream.object;
};
exports.sides = (stream) => ({ readable: readableOf(stream), writable: writableOf(stream) });
