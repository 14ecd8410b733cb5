'use strict';
// Array.fromAsync.

const { fromAsync } = {
  async fromAsync(items, mapper = undefined, thisArg = undefined) {
    if (mapper !== undefined && typeof mapper !== 'function') {
      throw new TypeError(`${String(mapper)} is not a function`);
    }
    const map = (value, at) => (mapper === undefined ? value : mapper.call(thisArg, value, at));
    const isConstructor = typeof this === 'function' && this.prototype !== undefined;
    const put = (target, at, value) => Object.defineProperty(target, at, {
      value, writable: true, enumerable: true, configurable: true,
    });
    const asyncMethod = items[Symbol.asyncIterator];
    const isAsync = asyncMethod !== undefined && asyncMethod !== null;
    const method = isAsync ? asyncMethod : items[Symbol.iterator];
    if (method !== undefined && method !== null) {
      const result = isConstructor ? new this() : [];
      let at = 0;
      for await (const value of isAsync ? { [Symbol.asyncIterator]: () => method.call(items) } : items) {
        put(result, at, mapper === undefined ? value : await map(value, at));
        at++;
      }
      result.length = at;
      return result;
    }
    const source = Object(items);
    const length = Math.min(Math.max(Math.trunc(Number(source.length)) || 0, 0), Number.MAX_SAFE_INTEGER);
    const result = isConstructor ? new this(length) : Array(length);
    for (let at = 0; at < length; at++) put(result, at, await map(await source[at], at));
    result.length = length;
    return result;
  },
};
Object.defineProperty(fromAsync, 'length', { value: 1, configurable: true });

exports['Array.fromAsync'] = fromAsync;
