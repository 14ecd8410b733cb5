'use strict';
// Classes of the Web in JavaScript: brand checks, and what Web IDL says of their members.
//
// An object of such a class carries its state natively, so that no script sees it and no prototype
// fakes it. It must never know a particular class.
//
// native:
//   create(prototype, form, state)  an object that carries `state`; `form` says how it is cloned
//   stateOf(value)                  the state that an object carries, else undefined

const { nodeError, codedError } = require('internal/errors');

const { stateOf } = native;
const inspectSymbol = Symbol.for('nodejs.util.inspect.custom');

// How structured clone takes an object: as a plain one, not at all (in Node's words, or in the
// engine's: `foreign`), by moving it, or as another one of the same thing.
exports.form = { plain: 0, refused: 1, readable: 2, writable: 3, transform: 4, shared: 5, foreign: 6 };
exports.stateOf = stateOf;

// Makes the object of a constructor call. `state.brand` names its class.
exports.create = function create(target, fallback, form, state) {
  const { prototype } = target;
  const usable = (typeof prototype === 'object' && prototype !== null) || typeof prototype === 'function';
  return native.create(usable ? prototype : fallback.prototype, form, state);
};

// Makes an object without its constructor.
exports.make = (Class, form, state) => native.create(Class.prototype, form, state);

// The state of an object of the class, else undefined.
exports.lookup = function lookup(value, brand) {
  const state = stateOf(value);
  return state !== undefined && state.brand === brand ? state : undefined;
};

// The state of `this`, or Node's error.
exports.check = function check(value, brand) {
  const state = stateOf(value);
  if (state === undefined || state.brand !== brand) throw nodeError('ERR_INVALID_THIS', brand);
  return state;
};

// Web IDL, 3.7: members are enumerable, and a prototype has the name of its interface.
exports.define = function define(Class, { tag = true, symbols = {} } = {}) {
  enumerate(Class.prototype);
  enumerate(Class);
  for (const symbol of Object.getOwnPropertySymbols(symbols)) {
    hidden(Class.prototype, symbol, symbols[symbol]);
  }
  if (tag) {
    Object.defineProperty(Class.prototype, Symbol.toStringTag, {
      value: Class.name, configurable: true, enumerable: false, writable: false,
    });
  }
  return Class;
};

function enumerate(holder) {
  for (const name of Object.getOwnPropertyNames(holder)) {
    if (['constructor', 'prototype', 'length', 'name'].includes(name)) continue;
    Object.defineProperty(holder, name, { enumerable: true });
  }
}

function hidden(holder, key, value) {
  Object.defineProperty(holder, key, { value, configurable: true, enumerable: false, writable: true });
}

// Gives a class what `util.inspect` shows of it: `show(object)` names the parts.
exports.inspectable = function inspectable(Class, show) {
  hidden(Class.prototype, inspectSymbol, { [inspectSymbol](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/inspect');
    const inner = { ...options, depth: options.depth === null ? null : options.depth - 1 };
    return `${this.constructor?.name ?? Class.name} ${inspect(show(this), inner)}`;
  } }[inspectSymbol]);
};

exports.argumentType = (name, expected, value) => nodeError('ERR_INVALID_ARG_TYPE', name, expected, value);
exports.argumentValue = (name, value, why) => nodeError('ERR_INVALID_ARG_VALUE', name, value, why);
exports.rangeValue = (name, value) => {
  const { describeError } = require('internal/error_messages');
  const { message } = describeError('ERR_INVALID_ARG_VALUE', [name, value]);
  return codedError('RangeError', 'ERR_INVALID_ARG_VALUE', message);
};
exports.invalidState = (why) => codedError('TypeError', 'ERR_INVALID_STATE', `Invalid state: ${why}`);
exports.illegalConstructor = () => nodeError('ERR_ILLEGAL_CONSTRUCTOR');

// A dictionary: an object, or what stands for an empty one.
exports.dictionary = function dictionary(value, name) {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' && typeof value !== 'function') throw exports.argumentType(name, 'Object', value);
  return value;
};

// What follows promises. The methods are the engine's own, whatever a script puts in their place.
const then = Promise.prototype.then;
const ignore = () => {};

exports.deferred = function deferred() {
  const made = { promise: undefined, resolve: undefined, reject: undefined, settled: false };
  made.promise = new Promise((resolve, reject) => {
    made.resolve = (value) => {
      made.settled = true;
      resolve(value);
    };
    made.reject = (reason) => {
      made.settled = true;
      reject(reason);
    };
  });
  return made;
};
exports.react = (promise, fulfilled, rejected) => then.call(promise, fulfilled, rejected);
// Its rejection is no failure of the program's.
exports.handled = (promise) => {
  then.call(promise, undefined, ignore);
  return promise;
};
// The promise of a call into a script.
exports.promiseOf = function promiseOf(callback, receiver, ...args) {
  try {
    return Promise.resolve(Reflect.apply(callback, receiver, args));
  } catch (error) {
    return Promise.reject(error);
  }
};
