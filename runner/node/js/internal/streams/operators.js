'use strict';
// Readable's methods that work like an array's: map, filter, toArray and the rest.

const { nodeError, codedError, abortError } = require('internal/errors');
const check = require('internal/validators');

const NOTHING = Symbol('nothing');

function checkOptions(options) {
  if (options !== undefined && options !== null) check.validateObject(options, 'options');
  const signal = options?.signal;
  if (signal !== undefined && signal !== null) check.validateAbortSignal(signal, 'options.signal');
}

function throwIfAborted(options) {
  if (options?.signal?.aborted) throw abortError(options.signal.reason);
}

// Results in order, with up to `concurrency` calls under way.
async function* mapped(stream, fn, options) {
  const concurrency = options?.concurrency === undefined ? 1 : Math.floor(options.concurrency);
  const ahead = options?.highWaterMark === undefined ? concurrency - 1 : Math.floor(options.highWaterMark);
  const highWaterMark = ahead + concurrency;
  const controller = new AbortController();
  const { signal } = controller;
  const outer = options?.signal;
  const onAbort = () => controller.abort(outer.reason);
  if (outer?.aborted) onAbort();
  else outer?.addEventListener('abort', onAbort, { once: true });
  const waiting = [];
  const source = stream[Symbol.asyncIterator]();
  let isOver = false;
  const pull = async () => {
    const { value, done } = await source.next();
    if (done) {
      isOver = true;
      return NOTHING;
    }
    return value;
  };
  try {
    let reading = pull();
    for (;;) {
      while (!isOver && waiting.length < highWaterMark) {
        if (signal.aborted) throw abortError(signal.reason);
        const value = await reading;
        if (value === NOTHING) break;
        const result = Promise.resolve(fn(value, { signal }));
        result.catch(() => {});
        waiting.push(result);
        reading = pull();
        reading.catch(() => {});
        if (waiting.length >= concurrency) break;
      }
      if (waiting.length === 0) {
        if (isOver) return;
        continue;
      }
      const value = await waiting.shift();
      if (signal.aborted) throw abortError(signal.reason);
      if (value !== NOTHING) yield value;
    }
  } finally {
    outer?.removeEventListener('abort', onAbort);
    controller.abort();
    if (!isOver) stream.destroy?.();
  }
}

function checkMap(fn, options) {
  check.validateFunction(fn, 'fn');
  checkOptions(options);
  if (options?.concurrency === undefined) return;
  check.validateInteger(Math.floor(options.concurrency), 'options.concurrency', 1);
}

const toNumber = (given) => {
  const number = Number(given);
  if (Number.isNaN(number)) return 0;
  if (number < 0) throw nodeError('ERR_OUT_OF_RANGE', 'number', '>= 0', number);
  return number;
};

const streaming = {
  map(fn, options) {
    checkMap(fn, options);
    return mapped(this, fn, options);
  },
  filter(fn, options) {
    checkMap(fn, options);
    return mapped(this, async (value, extra) => (await fn(value, extra) ? value : NOTHING), options);
  },
  flatMap(fn, options) {
    const results = streaming.map.call(this, fn, options);
    return (async function* flat() { for await (const inner of results) yield* inner; })();
  },
  drop(number, options) {
    checkOptions(options);
    let left = toNumber(number);
    return (async function* drop() {
      throwIfAborted(options);
      for await (const value of this) {
        throwIfAborted(options);
        if (left-- <= 0) yield value;
      }
    }).call(this);
  },
  take(number, options) {
    checkOptions(options);
    let left = toNumber(number);
    return (async function* take() {
      throwIfAborted(options);
      if (left <= 0) return;
      for await (const value of this) {
        throwIfAborted(options);
        if (left-- > 0) yield value;
        if (left <= 0) return;
      }
    }).call(this);
  },
  compose(stream, options) {
    checkOptions(options);
    return require('internal/streams/compose').compose(this, stream);
  },
};

const consuming = {
  async every(fn, options) {
    check.validateFunction(fn, 'fn');
    return !(await consuming.some.call(this, async (...args) => !(await fn(...args)), options));
  },
  async forEach(fn, options) {
    check.validateFunction(fn, 'fn');
    const each = async (value, extra) => {
      await fn(value, extra);
      return NOTHING;
    };
    for await (const ignored of streaming.map.call(this, each, options)) void ignored;
  },
  async reduce(reducer, ...rest) {
    check.validateFunction(reducer, 'reducer');
    const [initial, options] = rest;
    checkOptions(options);
    throwIfAborted(options);
    let result = initial;
    let has = rest.length > 0;
    let isEmpty = true;
    const signal = options?.signal ?? new AbortController().signal;
    for await (const value of this) {
      isEmpty = false;
      throwIfAborted(options);
      if (has) result = await reducer(result, value, { signal });
      else {
        result = value;
        has = true;
      }
    }
    if (isEmpty && rest.length === 0) {
      throw codedError('TypeError', 'ERR_MISSING_ARGS', 'Reduce of an empty stream requires an initial value');
    }
    return result;
  },
  async toArray(options) {
    checkOptions(options);
    const result = [];
    for await (const value of this) {
      throwIfAborted(options);
      result.push(value);
    }
    return result;
  },
  async some(fn, options) {
    for await (const ignored of streaming.filter.call(this, fn, options)) { void ignored; return true; }
    return false;
  },
  async find(fn, options) {
    for await (const value of streaming.filter.call(this, fn, options)) return value;
    return undefined;
  },
};

const operators = { ...consuming };
for (const name of Object.keys(streaming)) {
  operators[name] = function operator(...args) {
    const result = streaming[name].apply(this, args);
    if (name === 'compose') return result;
    return require('internal/streams/readable').Readable.from(result);
  };
}

exports.operators = operators;
