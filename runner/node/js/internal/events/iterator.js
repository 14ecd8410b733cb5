'use strict';
// events.on: an async iterator over the events of an emitter or EventTarget.

const { nodeError, abortError } = require('internal/errors');

const AsyncIteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf((async function* empty() {}).prototype));

class EventIterator {
  #events = []; // not yet asked for
  #waiting = []; // asked for, not yet there
  #error;
  #finished = false;
  #stops = [];
  #emitter;
  #paused = false;
  #high;
  #low;

  constructor(emitter, event, options, { listen, listenToAbort }) {
    this.#emitter = emitter;
    this.#high = options.highWaterMark ?? options.highWatermark ?? Number.MAX_SAFE_INTEGER;
    this.#low = options.lowWaterMark ?? options.lowWatermark ?? 1;
    const { validateInteger } = require('internal/validators');
    validateInteger(this.#high, 'options.highWaterMark', 1);
    validateInteger(this.#low, 'options.lowWaterMark', 1);
    this.#stops.push(listen(emitter, event, (...args) => this.#take(args), false));
    if (event !== 'error' && typeof emitter.on === 'function') {
      this.#stops.push(listen(emitter, 'error', (error) => this.#fail(error), false));
    }
    for (const name of options.close ?? []) this.#stops.push(listen(emitter, name, () => this.#finish(), false));
    const { signal } = options;
    if (signal !== undefined) {
      this.#stops.push(listenToAbort(signal, () => this.#fail(abortError(signal.reason))));
    }
  }

  next() {
    if (this.#events.length > 0) {
      const value = this.#events.shift();
      if (this.#paused && this.#events.length < this.#low) {
        this.#emitter.resume?.();
        this.#paused = false;
      }
      return Promise.resolve({ done: false, value });
    }
    if (this.#error !== undefined) {
      const { error } = this.#error;
      this.#error = undefined;
      return Promise.reject(error);
    }
    if (this.#finished) return this.#finish();
    return new Promise((resolve, reject) => { this.#waiting.push({ resolve, reject }); });
  }

  return() {
    return this.#finish();
  }

  throw(error) {
    if (!(error instanceof Error)) {
      throw nodeError('ERR_INVALID_ARG_TYPE', 'EventEmitter.AsyncIterator', 'Error', error);
    }
    this.#fail(error);
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  #take(args) {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      next.resolve({ done: false, value: args });
      return;
    }
    this.#events.push(args);
    if (!this.#paused && this.#events.length > this.#high) {
      this.#paused = true;
      this.#emitter.pause?.();
    }
  }

  #fail(error) {
    const next = this.#waiting.shift();
    if (next === undefined) this.#error = { error };
    else next.reject(error);
    this.#finish();
  }

  #finish() {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#finished = true;
    const end = { done: true, value: undefined };
    for (const next of this.#waiting) next.resolve(end);
    this.#waiting = [];
    return Promise.resolve(end);
  }
}
Object.setPrototypeOf(EventIterator.prototype, AsyncIteratorPrototype);

exports.iterate = (emitter, event, options, tools) => new EventIterator(emitter, event, options, tools);
