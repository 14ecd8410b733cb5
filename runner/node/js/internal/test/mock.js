'use strict';
// mock.fn and mock.method: functions that remember how they were called.
// Timers and modules are not mocked; asking for it names what is missing.

const { nodeError } = require('internal/errors');

class MockFunctionContext {
  #calls = [];
  #original;
  #implementation;
  #once = new Map(); // number of the call -> what to do then
  #restore;

  constructor(original, implementation, restore) {
    this.#original = original;
    this.#implementation = implementation;
    this.#restore = restore;
  }

  get calls() { return this.#calls.slice(); }
  callCount() { return this.#calls.length; }
  mockImplementation(implementation) { this.#implementation = implementation; }
  mockImplementationOnce(implementation, onCall = this.#calls.length) { this.#once.set(onCall, implementation); }
  resetCalls() { this.#calls = []; }

  restore() {
    this.#implementation = this.#original;
    this.#restore?.();
  }

  invoke(thisValue, args, target) {
    const at = this.#calls.length;
    const implementation = this.#once.get(at) ?? this.#implementation;
    this.#once.delete(at);
    const call = { arguments: args, error: undefined, result: undefined, stack: new Error(), target, this: thisValue };
    try {
      call.result = target === undefined
        ? Reflect.apply(implementation, thisValue, args) : Reflect.construct(implementation, args, target);
      if (target !== undefined) call.this = call.result;
      return call.result;
    } catch (error) {
      call.error = error;
      throw error;
    } finally {
      this.#calls.push(call);
    }
  }
}

function mockOf(original, implementation, { times = Infinity } = {}, restore) {
  const context = new MockFunctionContext(original, implementation, restore);
  const limited = (number) => number >= times;
  return new Proxy(original, {
    get(target, key, receiver) { return key === 'mock' ? context : Reflect.get(target, key, receiver); },
    apply(target, thisValue, args) {
      if (limited(context.callCount())) context.mockImplementation(original);
      return context.invoke(thisValue, args);
    },
    construct(target, args, newTarget) {
      if (limited(context.callCount())) context.mockImplementation(original);
      return context.invoke(undefined, args, newTarget);
    },
  });
}

const isObject = (value) => value !== null && typeof value === 'object';

class MockTracker {
  #mocks = [];

  fn(original = function mocked() {}, implementation = original, options = {}) {
    // Functions may be left out before the options.
    if (isObject(original)) [original, implementation, options] = [() => {}, () => {}, original];
    else if (isObject(implementation)) [implementation, options] = [original, implementation];
    const mocked = mockOf(original, implementation, options);
    this.#mocks.push(mocked.mock);
    return mocked;
  }

  method(object, name, implementation, options = {}) {
    if (isObject(implementation)) [options, implementation] = [implementation, undefined];
    if (object === null || (typeof object !== 'object' && typeof object !== 'function')) {
      throw nodeError('ERR_INVALID_ARG_TYPE', 'object', 'Object', object);
    }
    const key = options.getter ? 'get' : options.setter ? 'set' : 'value';
    let owner = object;
    while (owner !== null && !Object.prototype.hasOwnProperty.call(owner, name)) owner = Object.getPrototypeOf(owner);
    const found = owner === null ? undefined : Object.getOwnPropertyDescriptor(owner, name);
    const original = found?.[key];
    if (typeof original !== 'function') {
      throw nodeError('ERR_INVALID_ARG_VALUE', 'methodName', original, 'must be a method');
    }
    const restore = () => {
      if (owner === object) Object.defineProperty(object, name, found);
      else delete object[name];
    };
    const mocked = mockOf(original, implementation ?? original, options, restore);
    Object.defineProperty(object, name, { ...found, [key]: mocked, configurable: true });
    this.#mocks.push(mocked.mock);
    return mocked;
  }

  getter(object, name, implementation, options) {
    return this.method(object, name, implementation, { ...options, getter: true });
  }

  setter(object, name, implementation, options) {
    return this.method(object, name, implementation, { ...options, setter: true });
  }

  property(object, name, value = object[name]) {
    const found = Object.getOwnPropertyDescriptor(object, name);
    Object.defineProperty(object, name, { ...found, value, configurable: true });
    this.#mocks.push({ restore: () => Object.defineProperty(object, name, found) });
  }

  reset() {
    this.restoreAll();
    this.#mocks = [];
  }

  restoreAll() {
    for (const one of this.#mocks) one.restore();
  }

  get timers() { return missing('mock.timers'); }
  module() { return missing('mock.module()'); }
}

function missing(name) {
  throw nodeError('ERR_METHOD_NOT_IMPLEMENTED', name);
}

exports.makeTracker = () => new MockTracker();
exports.mock = new MockTracker();
