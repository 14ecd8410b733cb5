'use strict';
// The `async_hooks` module: AsyncLocalStorage and AsyncResource over the one async
// context that the engine carries from where a job is queued to where it runs.
//
// native:
//   getAsyncContext()     the current context: undefined, or the object set last
//   setAsyncContext(map)  makes another current; promise jobs, timers, nextTick and
//                         host callbacks run in the one that was current when they were
//                         queued
//   setHooks(tell)        `tell` hears of timers, ticks, microtasks, ports and workers, while
//                         there is one: see `tellNative`
//   later(callback)       a tick that no hook hears of

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

// What the native side tells of: its resources by the object that stands for each.
const resources = new WeakMap();

function begin(type, resource) {
  const id = ++lastId;
  resources.set(resource, { id, trigger: current.id });
  tell('init', id, type, current.id, resource);
  return id;
}

// What runs now, innermost last.
const entered = [];

function enter(resource) {
  const known = resources.get(resource);
  entered.push({ outer: { ...current }, known });
  if (known === undefined) return;
  Object.assign(current, { ...known, resource });
  tell('before', known.id);
}

function leave() {
  // A hook that was enabled meanwhile has not heard of the beginning.
  const { outer, known } = entered.pop() ?? {};
  if (known === undefined) return;
  tell('after', known.id);
  Object.assign(current, outer);
}

function end(resource) {
  const known = resources.get(resource);
  if (known === undefined) return;
  resources.delete(resource);
  native.later(() => tell('destroy', known.id));
}

function tellNative(what, type, resource, callback, once) {
  switch (what) {
    case 'wrap':
      begin(type, resource);
      return function watched(...args) {
        enter(resource);
        try {
          return Reflect.apply(callback, this, args);
        } finally {
          leave();
          if (once) end(resource);
        }
      };
    case 'init': begin(type, resource); break;
    case 'before': enter(resource); break;
    case 'after': leave(); break;
    default: end(resource);
  }
  return undefined;
}

// Hooks hear of AsyncResource objects and of what the native side tells of, but not of promises nor
// of input and output, which the first to be enabled is told.
function createHook(callbacks) {
  for (const name of ['init', 'before', 'after', 'destroy', 'promiseResolve']) {
    const callback = callbacks[name];
    if (callback !== undefined && typeof callback !== 'function') throw nodeError('ERR_ASYNC_CALLBACK', `hook.${name}`);
  }
  return {
    enable() {
      enabled.add(callbacks);
      native.setHooks(tellNative);
      if (!warned) {
        warned = true;
        require('process').emitWarning('this runtime does not report promises or input and output to the hooks of '
          + 'async_hooks.createHook');
      }
      return this;
    },
    disable() {
      enabled.delete(callbacks);
      if (enabled.size === 0) native.setHooks(undefined);
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
  asyncWrapProviders: Object.freeze({ __proto__: null, NONE: 0, MESSAGEPORT: 1, WORKER: 2 }),
  AsyncResource,
};
