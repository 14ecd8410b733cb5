// PerformanceObserver: entries are collected and handed over in a task of their own.
// It must know nothing of what makes entries.
//
// native: none.

const { nodeError } = require('internal/errors');
const { validateFunction, validateObject } = require('internal/validators');

// Types that something in this runtime makes entries of.
const SUPPORTED = Object.freeze(['function', 'mark', 'measure']);

exports.make = (buffered) => {
  const observing = new Set();
  let planned = false;

  class PerformanceObserverEntryList {
    #entries;

    constructor(entries) {
      if (!Array.isArray(entries)) throw nodeError('ERR_ILLEGAL_CONSTRUCTOR');
      this.#entries = entries.sort((a, b) => a.startTime - b.startTime);
    }

    getEntries() {
      return this.#entries.slice();
    }

    getEntriesByType(type) {
      return this.#entries.filter((entry) => entry.entryType === `${type}`);
    }

    getEntriesByName(name, type) {
      return this.#entries.filter((entry) => entry.name === `${name}` && (type === undefined || entry.entryType === type));
    }

    [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
      return depth < 0 ? this : `PerformanceObserverEntryList ${inspect(this.#entries, options)}`;
    }
  }

  class PerformanceObserver {
    #callback;
    #types = new Set();
    #queue = [];
    #mode;

    constructor(callback) {
      validateFunction(callback, 'callback');
      this.#callback = callback;
    }

    static get supportedEntryTypes() {
      return SUPPORTED;
    }

    observe(options = {}) {
      validateObject(options, 'options');
      const { entryTypes, type, buffered: early } = options;
      if (entryTypes === undefined && type === undefined) {
        throw nodeError('ERR_MISSING_ARGS', 'options.entryTypes', 'options.type');
      }
      if (entryTypes !== undefined && type !== undefined) {
        throw nodeError('ERR_INVALID_ARG_VALUE', 'options.entryTypes', entryTypes,
          'options.entryTypes can not set with options.type together');
      }
      const mode = entryTypes === undefined ? 'single' : 'several';
      if (this.#mode !== undefined && this.#mode !== mode) {
        const to = mode === 'single' ? 'single observation' : 'multiple observations';
        throw new DOMException(`PerformanceObserver can not change to ${to}`, 'InvalidModificationError');
      }
      this.#mode = mode;
      if (mode === 'several') {
        if (!Array.isArray(entryTypes)) throw nodeError('ERR_INVALID_ARG_TYPE', 'options.entryTypes', 'string[]', entryTypes);
        this.#types = new Set(entryTypes.filter((name) => SUPPORTED.includes(name)));
      } else if (SUPPORTED.includes(type)) {
        this.#types.add(type);
        if (early) for (const entry of buffered) if (entry.entryType === type) this.#take(entry);
      }
      if (this.#types.size > 0) observing.add(this);
      else this.disconnect();
    }

    disconnect() {
      observing.delete(this);
      this.#queue = [];
      this.#types = new Set();
      this.#mode = undefined;
    }

    takeRecords() {
      const taken = this.#queue;
      this.#queue = [];
      return taken;
    }

    #take(entry) {
      this.#queue.push(entry);
      if (planned) return;
      planned = true;
      setImmediate(() => {
        planned = false;
        for (const observer of [...observing]) observer.#deliver();
      });
    }

    #deliver() {
      if (this.#queue.length === 0) return;
      this.#callback.call(this, new PerformanceObserverEntryList(this.takeRecords()), this);
    }

    static notify(entry) {
      for (const observer of observing) if (observer.#types.has(entry.entryType)) observer.#take(entry);
    }
  }

  for (const Class of [PerformanceObserver, PerformanceObserverEntryList]) {
    Object.defineProperty(Class.prototype, Symbol.toStringTag, { value: Class.name, configurable: true });
  }
  const { notify } = PerformanceObserver;
  delete PerformanceObserver.notify;
  return { PerformanceObserver, PerformanceObserverEntryList, notify };
};
