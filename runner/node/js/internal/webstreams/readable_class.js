'use strict';
// ReadableStream as scripts see it (Streams, 4.2).

const {
  create, make, check, lookup, define, form, inspectable, dictionary, argumentType, argumentValue, rangeValue,
  promiseOf, handled, invalidState,
} = require('internal/webidl');
const { extractHighWaterMark, extractSizeAlgorithm, readStrategy, readCallback } = require('internal/webstreams/queue');
const streams = require('internal/webstreams/readable');
const defaults = require('internal/webstreams/default_controller');
const bytes = require('internal/webstreams/byte_controller');
const readers = require('internal/webstreams/reader_classes');

const BRAND = 'ReadableStream';

class ReadableStream {
  constructor(source = {}, strategy = {}) {
    if (source === null || (typeof source !== 'object' && typeof source !== 'function')) {
      throw argumentType('source', 'Object', source);
    }
    const { highWaterMark, size } = readStrategy(strategy);
    const stream = new streams.Readable();
    stream.object = create(new.target, ReadableStream, form.readable, stream);
    setUpFromSource(stream, source, highWaterMark, size);
    return stream.object;
  }

  static from(iterable) {
    return exports.objectOf(require('internal/webstreams/iteration').fromIterable(iterable));
  }

  get locked() { return streams.isLocked(check(this, BRAND)); }

  cancel(reason = undefined) {
    const stream = lookup(this, BRAND);
    if (stream === undefined) return refuse();
    if (streams.isLocked(stream)) return Promise.reject(invalidState('ReadableStream is locked'));
    return streams.cancel(stream, reason);
  }

  getReader(options = undefined) {
    const stream = check(this, BRAND);
    const { mode } = dictionary(options, 'options');
    if (mode === undefined) return readers.acquire(stream, 'ReadableStreamDefaultReader');
    if (`${mode}` !== 'byob') throw argumentValue('options.mode', mode);
    return readers.acquire(stream, 'ReadableStreamBYOBReader');
  }

  pipeThrough(transform, options = undefined) {
    const stream = check(this, BRAND);
    const readable = lookup(transform?.readable, BRAND);
    if (readable === undefined) throw argumentType('transform.readable', BRAND, transform?.readable);
    const writable = lookup(transform.writable, 'WritableStream');
    if (writable === undefined) throw argumentType('transform.writable', 'WritableStream', transform.writable);
    const settings = pipeOptions(options);
    if (streams.isLocked(stream)) throw invalidState('The ReadableStream is locked');
    if (writable.writer !== undefined) throw invalidState('The WritableStream is locked');
    handled(require('internal/webstreams/pipe').pipeTo(stream, writable, settings));
    return transform.readable;
  }

  pipeTo(destination, options = undefined) {
    const stream = lookup(this, BRAND);
    if (stream === undefined) return refuse();
    const writable = lookup(destination, 'WritableStream');
    if (writable === undefined) {
      return Promise.reject(argumentType('transform.writable', 'WritableStream', destination));
    }
    let settings;
    try {
      settings = pipeOptions(options);
    } catch (error) {
      return Promise.reject(error);
    }
    if (streams.isLocked(stream)) return Promise.reject(invalidState('The ReadableStream is locked'));
    if (writable.writer !== undefined) return Promise.reject(invalidState('The WritableStream is locked'));
    return require('internal/webstreams/pipe').pipeTo(stream, writable, settings);
  }

  tee() {
    const stream = check(this, BRAND);
    return require('internal/webstreams/tee').tee(stream).map(exports.objectOf);
  }

  values(options = undefined) {
    const stream = check(this, BRAND);
    const { preventCancel } = dictionary(options, 'options');
    return require('internal/webstreams/iteration').iterate(stream, Boolean(preventCancel));
  }
}

const refuse = () => promiseOf(check, undefined, undefined, BRAND);

// Web IDL converts the members in the order of their names.
function pipeOptions(options) {
  const { preventAbort, preventCancel, preventClose, signal } = dictionary(options, 'options');
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw argumentType('options.signal', 'AbortSignal', signal);
  }
  return {
    preventAbort: Boolean(preventAbort), preventCancel: Boolean(preventCancel), preventClose: Boolean(preventClose), signal,
  };
}

// 4.2.4 new ReadableStream(underlyingSource, strategy)
function setUpFromSource(stream, source, highWaterMark, size) {
  const { autoAllocateChunkSize } = source;
  const cancel = readCallback(source, 'cancel', 'source');
  const pull = readCallback(source, 'pull', 'source');
  const start = readCallback(source, 'start', 'source');
  const { type } = source;
  const isBytes = type !== undefined;
  if (isBytes && `${type}` !== 'bytes') throw argumentValue('source.type', type);
  const ops = isBytes ? bytes : defaults;
  const settings = {
    start: start && ((controller) => Reflect.apply(start, source, [readers.controllerObject(controller)])),
    pull: pull && (() => promiseOf(pull, source, readers.controllerObject(stream.controller))),
    cancel: cancel && ((reason) => promiseOf(cancel, source, reason)),
  };
  if (isBytes) {
    if (size !== undefined) throw rangeValue('strategy.size', size);
    settings.highWaterMark = extractHighWaterMark(highWaterMark, 0);
    settings.autoAllocateChunkSize = chunkSize(autoAllocateChunkSize);
  } else {
    settings.size = extractSizeAlgorithm(size);
    settings.highWaterMark = extractHighWaterMark(highWaterMark, 1);
  }
  ops.setUp(stream, settings);
}

function chunkSize(value) {
  if (value === undefined) return undefined;
  const size = Number(value);
  if (!Number.isSafeInteger(Math.trunc(size)) || size < 0) throw new TypeError(`autoAllocateChunkSize must be an unsigned integer, not ${String(value)}`);
  if (Math.trunc(size) === 0) throw argumentValue('source.autoAllocateChunkSize', value);
  return Math.trunc(size);
}

define(ReadableStream);
Object.defineProperty(ReadableStream.prototype, Symbol.asyncIterator, {
  value: ReadableStream.prototype.values, configurable: true, enumerable: false, writable: true,
});
// What `stream.isReadable` and its kin, and packages, ask.
for (const [name, read] of [
  ['disturbed', (stream) => stream.disturbed],
  ['errored', (stream) => stream.state === 'errored'],
  ['readable', (stream) => stream.state === 'readable'],
]) {
  const key = Symbol.for(`nodejs.stream.${name}`);
  const { get } = Object.getOwnPropertyDescriptor({ get [key]() { return read(check(this, BRAND)); } }, key);
  Object.defineProperty(ReadableStream.prototype, key, { get, configurable: true, enumerable: false });
}
inspectable(ReadableStream, (object) => {
  const stream = lookup(object, BRAND);
  return {
    locked: stream.reader !== undefined, state: stream.state, supportsBYOB: stream.controller instanceof bytes.ByteController,
  };
});

exports.ReadableStream = ReadableStream;

// What scripts hold of a stream that the runtime made.
exports.objectOf = function objectOf(stream) {
  stream.object ??= make(ReadableStream, form.readable, stream);
  return stream.object;
};
