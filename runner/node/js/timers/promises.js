'use strict';
// `timers/promises`: the timers as promises, which a signal may cancel.

const { nodeError, abortError } = require('internal/errors');
const check = require('internal/validators');

const fail = (error) => Promise.reject(error);

// Waits for what `start(done)` starts; `stop` takes it back.
function wait(value, options, start, stop) {
  try {
    check.validateObject(options, 'options');
    if (options.signal !== undefined) check.validateAbortSignal(options.signal, 'options.signal');
    if (options.ref !== undefined) check.validateBoolean(options.ref, 'options.ref');
  } catch (error) {
    return fail(error);
  }
  const { signal, ref = true } = options;
  if (signal?.aborted) return fail(abortError(signal.reason));
  return new Promise((resolve, reject) => {
    let onAbort;
    const timer = start(() => {
      if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
      resolve(value);
    });
    if (!ref) timer.unref();
    if (signal === undefined) return;
    onAbort = () => {
      stop(timer);
      reject(abortError(signal.reason));
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

exports.setTimeout = function setTimeout(delay, value, options = {}) {
  if (delay !== undefined) {
    try {
      check.validateNumber(delay, 'delay');
    } catch (error) {
      return fail(error);
    }
  }
  return wait(value, options, (done) => globalThis.setTimeout(done, delay), globalThis.clearTimeout);
};

exports.setImmediate = function setImmediate(value, options = {}) {
  return wait(value, options, (done) => globalThis.setImmediate(done), globalThis.clearImmediate);
};

exports.setInterval = async function* setInterval(delay, value, options = {}) {
  check.validateObject(options, 'options');
  if (delay !== undefined) check.validateNumber(delay, 'delay');
  if (options.signal !== undefined) check.validateAbortSignal(options.signal, 'options.signal');
  if (options.ref !== undefined) check.validateBoolean(options.ref, 'options.ref');
  const { signal, ref = true } = options;
  if (signal?.aborted) throw abortError(signal.reason);
  let due = 0;
  let wake = () => {};
  const poke = () => wake();
  const interval = globalThis.setInterval(() => {
    due++;
    poke();
  }, delay);
  if (!ref) interval.unref();
  signal?.addEventListener('abort', poke, { once: true });
  try {
    while (!signal?.aborted) {
      if (due === 0) await new Promise((resolve) => { wake = resolve; });
      for (; due > 0; due--) yield value;
    }
    throw abortError(signal.reason);
  } finally {
    globalThis.clearInterval(interval);
    signal?.removeEventListener('abort', poke);
  }
};

const construct = Symbol('construct');

class Scheduler {
  constructor(key) {
    if (key !== construct) throw nodeError('ERR_ILLEGAL_CONSTRUCTOR');
  }

  yield() { return exports.setImmediate(); }
  wait(delay, options) { return exports.setTimeout(delay, undefined, options); }
}

exports.scheduler = new Scheduler(construct);
