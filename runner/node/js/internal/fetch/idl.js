'use strict';
// The conversions and the wording of fetch's classes, which differ from those of Node's own.

const { lookup, create, make, define, form, inspectable } = require('internal/webidl');
const { codedError } = require('internal/errors');

exports.lookup = lookup;
exports.create = create;
exports.make = make;
exports.define = define;
exports.form = form;
exports.inspectable = inspectable;

exports.checkThis = function checkThis(value, brand) {
  const state = lookup(value, brand);
  if (state === undefined) throw codedError('TypeError', 'ERR_INVALID_THIS', 'Illegal invocation');
  return state;
};

exports.need = function need(name, given, wanted) {
  if (given >= wanted) return;
  const found = given === 0 ? '0' : `only ${given}`;
  throw new TypeError(`${name}: ${wanted} argument${wanted === 1 ? '' : 's'} required, but ${found} found.`);
};

// Web IDL, 3.2.11 ByteString
exports.byteString = function byteString(value) {
  const text = `${value}`;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 255) {
      throw new TypeError('Cannot convert argument to a ByteString because the character at ' +
        `index ${at} has a value of ${code} which is greater than 255.`);
    }
  }
  return text;
};

// Web IDL, 3.2.12 USVString
exports.usvString = (value) => `${value}`.toWellFormed();

exports.dictionary = function dictionary(value) {
  if (value === undefined || value === null) return {};
  if (typeof value === 'object' || typeof value === 'function') return value;
  const { inspect } = require('internal/inspect');
  throw new TypeError(`undefined: Expected ${inspect(value)} to be one of: Null, Undefined, Object.`);
};

exports.oneOf = function oneOf(value, allowed) {
  const text = `${value}`;
  if (allowed.includes(text)) return text;
  throw new TypeError(`undefined: ${text} is not an accepted type. Expected one of ${allowed.join(', ')}.`);
};

// Web IDL, 3.7.10: the iterator of a list of pairs that may change meanwhile.
exports.iterable = function iterable(Class, brand, pairsOf) {
  const slots = new WeakMap();
  const prototype = Object.create(Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())), {
    next: {
      value: function next() {
        const iterator = slots.get(this);
        if (iterator === undefined) {
          throw new TypeError(`'next' called on an object that does not implement interface ${brand} Iterator.`);
        }
        const pairs = pairsOf(iterator.state);
        if (iterator.at >= pairs.length) return { value: undefined, done: true };
        const [key, value] = pairs[iterator.at++];
        const { kind } = iterator;
        return { value: kind === 'key' ? key : kind === 'value' ? value : [key, value], done: false };
      },
      writable: true, enumerable: true, configurable: true,
    },
    [Symbol.toStringTag]: { value: `${brand} Iterator`, configurable: true },
  });
  const begin = (self, kind) => {
    const iterator = Object.create(prototype);
    slots.set(iterator, { state: exports.checkThis(self, brand), kind, at: 0 });
    return iterator;
  };
  const methods = {
    keys() { return begin(this, 'key'); },
    values() { return begin(this, 'value'); },
    entries() { return begin(this, 'entry'); },
    forEach(callback) {
      const state = exports.checkThis(this, brand);
      exports.need(`${brand}.forEach`, arguments.length, 1);
      if (typeof callback !== 'function') {
        throw new TypeError(`Failed to execute 'forEach' on '${brand}': parameter 1 is not of type 'Function'.`);
      }
      const self = arguments[1];
      for (let at = 0, pairs = pairsOf(state); at < pairs.length; at++, pairs = pairsOf(state)) {
        const [key, value] = pairs[at];
        Reflect.apply(callback, self, [value, key, this]);
      }
    },
  };
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(Class.prototype, name, { value, writable: true, enumerable: true, configurable: true });
  }
  Object.defineProperty(Class.prototype, Symbol.iterator, {
    value: methods.entries, writable: true, enumerable: false, configurable: true,
  });
};
