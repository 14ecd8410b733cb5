'use strict';
// Readable.from: a stream of what an iterable gives.

const { nodeError } = require('internal/errors');

exports.from = function from(Readable, iterable, options) {
  if (typeof iterable === 'string' || Buffer.isBuffer(iterable)) {
    // A text is one chunk, not its letters.
    return new Readable({
      objectMode: true,
      ...options,
      read() {
        this.push(iterable);
        this.push(null);
      },
    });
  }
  const make = iterable?.[Symbol.asyncIterator] ?? iterable?.[Symbol.iterator];
  if (typeof make !== 'function') throw nodeError('ERR_INVALID_ARG_TYPE', 'iterable', ['Iterable'], iterable);
  const iterator = make.call(iterable);

  const stream = new Readable({ objectMode: true, highWaterMark: 1, ...options });
  let reading = false;
  stream._read = () => {
    if (reading) return;
    reading = true;
    pump();
  };
  stream._destroy = (error, callback) => {
    close(error).then(() => process.nextTick(callback, error), (late) => process.nextTick(callback, late || error));
  };

  async function close(error) {
    if (error !== undefined && error !== null && typeof iterator.throw === 'function') {
      const { value, done } = await iterator.throw(error);
      await value;
      if (done) return;
    }
    if (typeof iterator.return === 'function') {
      const { value } = await iterator.return();
      await value;
    }
  }

  const isAsync = iterable[Symbol.asyncIterator] !== undefined && iterable[Symbol.asyncIterator] !== null;

  async function pump() {
    for (;;) {
      try {
        const { value, done } = isAsync ? await iterator.next() : iterator.next();
        if (done) {
          stream.push(null);
          return;
        }
        const chunk = typeof value?.then === 'function' ? await value : value;
        if (chunk === null) {
          reading = false;
          throw nodeError('ERR_STREAM_NULL_VALUES');
        }
        if (stream.push(chunk)) continue;
        reading = false;
        return;
      } catch (error) {
        // What was read before still reaches the reader.
        process.nextTick(() => stream.destroy(error));
        return;
      }
    }
  }
  return stream;
};
