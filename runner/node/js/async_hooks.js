'use strict';
// The `async_hooks` module: AsyncLocalStorage and AsyncResource over the one async
// context that the engine carries from where a job is queued to where it runs.
//
// native:
//   getAsyncContext()     the current context: undefined, or the object set last
//   setAsyncContext(map)  makes another current; promise jobs, timers, nextTick and
//                         host callbacks run in the one that was current when they were
//                         queued

const { nodeError } = require('internal/errors');

// A context is a Map (storage -> store) that is never changed once made.
function runWith(context, fn, self, args) {
  const before = native.getAsyncContext();
  native.setAsyncContext(context);
  try {
    return Reflect.apply(fn, self, args);
  } finally {
    native.setAsyncContext(before);
  }
}

function contextWith(storage, store) {
  const context = new Map(native.getAsyncContext());
  context.set(storage, store);
  return context;
}

class AsyncLocalStorage {
  #name;
  #defaultValue;

  constructor({ name, defaultValue } = {}) {
    if (name !== undefined) require('internal/validators').validateString(name, 'options.name');
    this.#name = name === undefined ? '' : name;
    this.#defaultValue = defaultValue;
  }

  static bind(fn) {
    require('internal/validators').validateFunction(fn, 'fn');
    const context = native.getAsyncContext();
    return function bound(...args) { return runWith(context, fn, this, args); };
  }

  static snapshot() {
    const context = native.getAsyncContext();
    return function runInAsyncScope(fn, ...args) { return runWith(context, fn, this, args); };
  }

  get name() { return this.#name; }

  run(store, callback, ...args) {
    return runWith(contextWith(this, store), callback, undefined, args);
  }

  exit(callback, ...args) {
    return runWith(contextWith(this, undefined), callback, undefined, args);
  }

  getStore() {
    const context = native.getAsyncContext();
    return context?.has(this) ? context.get(this) : this.#defaultValue;
  }

  enterWith(store) {
    native.setAsyncContext(contextWith(this, store));
  }

  disable() {
    const context = new Map(native.getAsyncContext());
    context.delete(this);
    native.setAsyncContext(context);
  }

  withScope(store) {
    const before = native.getAsyncContext();
    this.enterWith(store);
    return { __proto__: null, [Symbol.dispose]() { native.setAsyncContext(before); } };
  }
}

// The callbacks of the hooks that are enabled, in that order.
const enabled = new Set();
let warned = false;

function tell(name, ...args) {
  for (const callbacks of enabled) {
    if (callbacks[name] !== undefined) Reflect.apply(callbacks[name], undefined, args);
  }
}

let lastId = 1;
const current = { id: 1, trigger: 0, resource: {} };

class AsyncResource {
  #id;
  #trigger;
  #context;

  constructor(type, options = {}) {
    require('internal/validators').validateString(type, 'type');
    const trigger = typeof options === 'number' ? options : options.triggerAsyncId ?? current.id;
    if (!Number.isSafeInteger(trigger) || trigger < -1) {
      throw nodeError('ERR_INVALID_ASYNC_ID', 'triggerAsyncId', trigger);
    }
    this.#id = ++lastId;
    this.#trigger = trigger;
    this.#context = native.getAsyncContext();
    tell('init', this.#id, type, trigger, this);
  }

  static bind(fn, type, thisArg) {
    return new AsyncResource(type || fn.name || 'bound-anonymous-fn').bind(fn, thisArg);
  }

  runInAsyncScope(fn, thisArg, ...args) {
    const before = { ...current };
    Object.assign(current, { id: this.#id, trigger: this.#trigger, resource: this });
    tell('before', this.#id);
    try {
      return runWith(this.#context, fn, thisArg, args);
    } finally {
      tell('after', this.#id);
      Object.assign(current, before);
    }
  }

  bind(fn, thisArg) {
    require('internal/validators').validateFunction(fn, 'fn');
    const resource = this;
    const bound = thisArg === undefined
      ? function bound(...args) { return resource.runInAsyncScope(fn, this, ...args); }
      : (...args) => resource.runInAsyncScope(fn, thisArg, ...args);
    Object.defineProperty(bound, 'length', { value: fn.length, configurable: true });
    return bound;
  }

  emitDestroy() {
    tell('destroy', this.#id);
    return this;
  }

  asyncId() { return this.#id; }
  triggerAsyncId() { return this.#trigger; }
}

// Hooks hear of AsyncResource objects, and of nothing else, which the first to be enabled is told.
function createHook(callbacks) {
  for (const name of ['init', 'before', 'after', 'destroy', 'promiseResolve']) {
    const callback = callbacks[name];
    if (callback !== undefined && typeof callback !== 'function') throw nodeError('ERR_ASYNC_CALLBACK', `hook.${name}`);
  }
  return {
    enable() {
      enabled.add(callbacks);
      if (!warned) {
        warned = true;
        require('process').emitWarning('async_hooks.createHook hears of AsyncResource objects only: this runtime '
          + 'does not report promises, timers or input and output to hooks');
      }
      return this;
    },
    disable() {
      enabled.delete(callbacks);
      return this;
    },
  };
}

module.exports = {
  AsyncLocalStorage,
  createHook,
  executionAsyncId: () => current.id,
  triggerAsyncId: () => current.trigger,
  executionAsyncResource: () => current.resource,
  asyncWrapProviders: Object.freeze({ __proto__: null, NONE: 0 }),
  AsyncResource,
};
