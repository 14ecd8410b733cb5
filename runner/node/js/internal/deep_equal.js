'use strict';
// Deep comparison of values, for util.isDeepStrictEqual and assert: strict, loose
// (`==` for primitives; prototypes and symbol keys don't count) and partial (the second
// value is contained in the first, prototypes not counting). It must never throw
// because values differ.
//
// native:
//   typeName(object)  as in internal/inspect

const { typeName } = native;
const hasOwn = Object.prototype.hasOwnProperty;
const isEnumerable = Object.prototype.propertyIsEnumerable;

const STRICT = 'strict';
const LOOSE = 'loose';
const PARTIAL = 'partial';

const isObject = (value) => typeof value === 'object' && value !== null;

class Comparison {
  constructor(mode) {
    this.mode = mode;
    this.partial = mode === PARTIAL;
    this.loose = mode === LOOSE;
    this.pairs = undefined; // object being compared -> its counterpart
  }

  equal(a, b) {
    if (a === b) return a !== 0 || this.loose || Object.is(a, b);
    if (isObject(a) && isObject(b)) return this.objects(a, b);
    if (!this.loose) return Object.is(a, b);
    if (isObject(a) || isObject(b) || typeof a === 'function' || typeof b === 'function') return false;
    // eslint-disable-next-line eqeqeq
    return a == b || (Number.isNaN(a) && Number.isNaN(b));
  }

  objects(a, b) {
    if (this.mode === STRICT && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
    const kind = kindOf(a);
    if (kind !== kindOf(b)) return false;
    if (Object.prototype.toString.call(a) !== Object.prototype.toString.call(b)) return false;
    if (!this.content(kind, a, b)) return false;
    return this.guarded(a, b, () => this.inside(kind, a, b));
  }

  // Values met again inside themselves are equal where their counterparts are.
  guarded(a, b, compare) {
    this.pairs ??= new Map();
    if (this.pairs.has(a)) return this.pairs.get(a) === b || [...this.pairs.values()].includes(b);
    this.pairs.set(a, b);
    const result = compare();
    this.pairs.delete(a);
    return result;
  }

  // What an object is besides its properties.
  content(kind, a, b) {
    switch (kind) {
      case 'Date':
        return Object.is(Date.prototype.getTime.call(a), Date.prototype.getTime.call(b));
      case 'RegExp':
        return a.source === b.source && a.flags === b.flags && a.lastIndex === b.lastIndex;
      case 'Error':
        return this.errors(a, b);
      case 'Number': case 'String': case 'Boolean': case 'BigInt': case 'Symbol': {
        const { valueOf } = globalThis[kind].prototype;
        return Object.is(valueOf.call(a), valueOf.call(b));
      }
      case 'WeakMap': case 'WeakSet': case 'Promise': case 'WeakRef':
        return false;
      case 'ArrayBuffer': case 'SharedArrayBuffer':
        return this.bytes(new Uint8Array(a), new Uint8Array(b));
      case 'DataView':
        return this.bytes(
          new Uint8Array(a.buffer, a.byteOffset, a.byteLength), new Uint8Array(b.buffer, b.byteOffset, b.byteLength));
      case 'KeyObject': case 'CryptoKey':
        return typeof a.equals === 'function' ? a.equals(b) : false;
      default:
        // A URL keeps what it is out of its properties.
        if (typeof a.href === 'string' && a instanceof URL) return a.href === b.href;
        return !ArrayBuffer.isView(a) || this.bytes(a, b);
    }
  }

  errors(a, b) {
    if (a.name !== b.name || a.message !== b.message) return false;
    for (const key of ['cause', 'errors']) {
      if (hasOwn.call(a, key) !== hasOwn.call(b, key)) {
        if (this.partial && hasOwn.call(a, key)) continue;
        return false;
      }
      if (hasOwn.call(a, key) && !this.equal(a[key], b[key])) return false;
    }
    return true;
  }

  bytes(a, b) {
    const same = this.loose ? (x, y) => x === y || (x !== x && y !== y) : Object.is;
    if (!this.partial) return a.length === b.length && a.every((item, i) => same(item, b[i]));
    return containsInOrder(a, b, (i, j) => same(a[i], b[j]));
  }

  inside(kind, a, b) {
    if (kind === 'Array') return this.arrays(a, b);
    if (kind === 'Set' && !this.sets(a, b)) return false;
    if (kind === 'Map' && !this.maps(a, b)) return false;
    if (ArrayBuffer.isView(a)) return this.properties(a, b, nonIndexKeys);
    return this.properties(a, b, Object.keys);
  }

  arrays(a, b) {
    if (this.partial) {
      const same = (i, j) => (hasOwn.call(a, i) || !hasOwn.call(b, j)) && this.equal(a[i], b[j]);
      return containsInOrder(a, b, same) && this.properties(a, b, nonIndexKeys);
    }
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) {
      if (hasOwn.call(a, i) !== hasOwn.call(b, i)) return false;
      if (!this.equal(a[i], b[i])) return false;
    }
    return this.properties(a, b, nonIndexKeys);
  }

  properties(a, b, keysOf) {
    const keys = keysOf(b);
    if (!this.partial && keysOf(a).length !== keys.length) return false;
    if (!this.loose) {
      const symbols = (object) => Object.getOwnPropertySymbols(object).filter((key) => isEnumerable.call(object, key));
      const own = symbols(b);
      if (!this.partial && symbols(a).length !== own.length) return false;
      keys.push(...own);
    }
    return keys.every((key) => isEnumerable.call(a, key) && this.equal(a[key], b[key]));
  }

  sets(a, b) {
    if (this.partial ? a.size < b.size : a.size !== b.size) return false;
    const left = []; // what has no identical counterpart
    for (const item of b) {
      if (a.has(item)) continue;
      if (!isObject(item) && !this.loose) return false;
      left.push(item);
    }
    const candidates = [...a].filter((item) => !b.has(item) || isObject(item));
    return left.every((item) => this.take(candidates, (candidate) => this.equal(candidate, item)));
  }

  maps(a, b) {
    if (this.partial ? a.size < b.size : a.size !== b.size) return false;
    const left = [];
    for (const [key, value] of b) {
      if (a.has(key) && this.equal(a.get(key), value)) continue;
      if (!isObject(key) && !this.loose) return false;
      left.push([key, value]);
    }
    const candidates = [...a].filter(([key, value]) => !(b.has(key) && this.equal(value, b.get(key))));
    return left.every(([key, value]) =>
      this.take(candidates, ([k, v]) => this.equal(k, key) && this.equal(v, value)));
  }

  // Each counterpart counts once.
  take(candidates, matches) {
    const at = candidates.findIndex(matches);
    if (at < 0) return false;
    candidates.splice(at, 1);
    return true;
  }
}

function kindOf(value) {
  const kind = typeName(value);
  if (kind !== 'Proxy') return kind;
  return Array.isArray(value) ? 'Array' : 'Object';
}

const nonIndexKeys = (list) => Object.keys(list).filter((key) => !/^\d+$/.test(key));

function containsInOrder(whole, part, same) {
  let at = 0;
  for (let i = 0; i < part.length; i++) {
    while (at < whole.length && !same(at, i)) at++;
    if (at === whole.length) return false;
    at++;
  }
  return true;
}

exports.isDeepStrictEqual = (a, b) => new Comparison(STRICT).equal(a, b);
exports.isDeepEqual = (a, b) => new Comparison(LOOSE).equal(a, b);
exports.isPartiallyEqual = (actual, expected) => new Comparison(PARTIAL).equal(actual, expected);
