'use strict';
// Asynchronous iteration of a readable stream (Streams, 4.2.5), and streams of what an iterable
// gives (4.9.1 ReadableStreamFromIterable).

const { react, promiseOf } = require('internal/webidl');
const { nodeError } = require('internal/errors');
const streams = require('internal/webstreams/readable');
const controllers = require('internal/webstreams/default_controller');

// Web IDL, 3.7.10.2: requests wait for each other; after the end there is no reader any more.
const AsyncIteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf(async function* make() {}).prototype);
const slots = new WeakMap();

const IteratorPrototype = Object.create(AsyncIteratorPrototype, {
  next: member(function next() {
    const iterator = slots.get(this);
    if (iterator === undefined) return Promise.reject(nodeError('ERR_INVALID_THIS', 'ReadableStreamAsyncIterator'));
    return queued(iterator, () => step(iterator));
  }),
  return: member(function end(value) {
    const iterator = slots.get(this);
    if (iterator === undefined) return Promise.reject(nodeError('ERR_INVALID_THIS', 'ReadableStreamAsyncIterator'));
    return queued(iterator, () => finish(iterator, value));
  }),
});
Object.defineProperty(IteratorPrototype.return, 'name', { value: 'return', configurable: true });

function member(value) {
  return { value, writable: true, enumerable: true, configurable: true };
}

function queued(iterator, steps) {
  const { ongoing } = iterator;
  iterator.ongoing = ongoing === undefined ? steps() : react(ongoing, steps, steps);
  return iterator.ongoing;
}

function step(iterator) {
  if (iterator.finished) return Promise.resolve({ done: true, value: undefined });
  const request = streams.promiseRequest();
  const { chunk, close, error } = request;
  streams.read(iterator.reader, {
    chunk,
    close() {
      iterator.finished = true;
      streams.release(iterator.reader);
      close(undefined);
    },
    error(reason) {
      iterator.finished = true;
      streams.release(iterator.reader);
      error(reason);
    },
  });
  return request.promise;
}

function finish(iterator, value) {
  const result = { done: true, value };
  if (iterator.finished) return Promise.resolve(result);
  iterator.finished = true;
  const { reader } = iterator;
  if (iterator.preventCancel) {
    streams.release(reader);
    return Promise.resolve(result);
  }
  const canceled = streams.cancel(reader.stream, value);
  streams.release(reader);
  return react(canceled, () => result);
}

exports.iterate = function iterate(stream, preventCancel) {
  const reader = streams.acquireReader(stream);
  const object = Object.create(IteratorPrototype);
  slots.set(object, { reader, preventCancel, ongoing: undefined, finished: false });
  return object;
};

// 4.9.1 ReadableStreamFromIterable
exports.fromIterable = function fromIterable(iterable) {
  const { next, iterator, isAsync } = iteratorOf(iterable);
  const stream = new streams.Readable();
  const pull = () => react(promiseOf(next, iterator), (result) => {
    if (result === null || typeof result !== 'object') {
      throw new TypeError(`Iterator result ${String(result)} is not an object`);
    }
    if (result.done) {
      controllers.close(stream.controller);
      return undefined;
    }
    const { value } = result;
    if (isAsync) {
      controllers.enqueue(stream.controller, value);
      return undefined;
    }
    return react(Promise.resolve(value), (chunk) => controllers.enqueue(stream.controller, chunk));
  });
  const cancel = (reason) => {
    let end;
    try {
      end = iterator.return;
    } catch (error) {
      return Promise.reject(error);
    }
    if (end === undefined || end === null) return Promise.resolve(undefined);
    return react(promiseOf(end, iterator, reason), (result) => {
      if (result === null || typeof result !== 'object') {
        throw new TypeError(`Iterator result ${String(result)} is not an object`);
      }
    });
  };
  controllers.setUp(stream, { pull, cancel, highWaterMark: 0 });
  return stream;
};

// ECMAScript, 7.4.4 GetIterator with async
function iteratorOf(iterable) {
  const notIterable = () => {
    const { inspect } = require('internal/inspect');
    const shown = typeof iterable === 'object' ? inspect(iterable) : String(iterable);
    return require('internal/errors').codedError('TypeError', 'ERR_ARG_NOT_ITERABLE', `${shown} must be iterable`);
  };
  let make = iterable[Symbol.asyncIterator];
  const isAsync = make !== undefined && make !== null;
  if (!isAsync) make = iterable[Symbol.iterator];
  if (typeof make !== 'function') throw notIterable();
  const iterator = Reflect.apply(make, iterable, []);
  if (iterator === null || typeof iterator !== 'object') {
    throw require('internal/errors').codedError('TypeError', 'ERR_INVALID_STATE',
      'Invalid state: The iterator method must return an object');
  }
  return { iterator, next: iterator.next, isAsync };
}
