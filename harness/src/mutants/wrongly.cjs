'use strict';

// Loaded before a fixture: for each value that the fixture looks at, says in the trace what would
// have been written had the value been a wrong one of its type. The fixture itself runs as it is.

const fs = require('fs');
const path = require('path');

const folders = [process.cwd(), process.argv[1] && path.dirname(process.argv[1])].filter(Boolean);
const lib = folders.map((folder) => path.join(folder, '..', '..', '_lib')).find((folder) =>
  fs.existsSync(path.join(folder, 'observe.cjs')));
if (lib !== undefined) wrap(require(path.join(lib, 'observe.cjs')), require(path.join(lib, 'same.cjs')));

function wrap(observe, { difference }) {
  const { mark, check, equal, has, throws, rejects, encode, matches } = observe;
  const say = (of, name, value) => mark('wrong', { of, name, ...value });
  const wrongError = Object.assign(new Error('a wrong error'), { name: 'WrongError', code: 'ERR_WRONG' });

  observe.mark = (kind, value) => {
    if (value === undefined) say('mark', kind, {});
    else say('mark', kind, { value: wrongOf(value) });
    mark(kind, value);
  };
  observe.check = (name, ok, detail) => {
    say('check', name, { ok: !ok });
    return check(name, ok, detail);
  };
  observe.equal = (name, actual, expected) => {
    say('check', name, { ok: difference(wrongOf(actual), expected) === undefined });
    return equal(name, actual, expected);
  };
  observe.has = (name, actual, expected) => {
    const part = {};
    for (const key of Object.keys(expected)) part[key] = actual?.[key];
    say('check', name, { ok: difference(wrongOf(part), expected) === undefined });
    return has(name, actual, expected);
  };
  observe.throws = (name, fn, wanted) => {
    say('check', name, { ok: matches(wrongError, wanted) });
    return throws(name, fn, wanted);
  };
  observe.rejects = (name, promise, wanted) => {
    say('check', name, { ok: matches(wrongError, wanted) });
    return rejects(name, promise, wanted);
  };
  void encode;
}

/** A wrong value of the same type. */
function wrongOf(value) {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value + 1 : 0;
    case 'string':
      return `${value} wrong`;
    case 'boolean':
      return !value;
    case 'bigint':
      return value + 1n;
    case 'undefined':
      return null;
    case 'symbol':
      return Symbol('wrong');
    case 'function':
      return () => {};
    default:
      return value === null ? undefined : wrongObject(value);
  }
}

function wrongObject(value) {
  if (Array.isArray(value)) return value.length === 0 ? ['wrong'] : [wrongOf(value[0]), ...value.slice(1)];
  if (value instanceof Error) return Object.assign(new Error('wrong'), { name: value.name });
  if (value instanceof Date) return new Date(Number.isNaN(value.getTime()) ? 0 : value.getTime() + 1);
  if (value instanceof RegExp) return new RegExp(`${value.source}x`, value.flags);
  if (value instanceof Map) return new Map([...value, ['wrong', 1]]);
  if (value instanceof Set) return new Set([...value, 'wrong']);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.byteLength + 1);
  if (value instanceof ArrayBuffer) return new ArrayBuffer(value.byteLength + 1);
  const [first] = Object.keys(value);
  return first === undefined ? { ...value, wrong: 1 } : { ...value, [first]: wrongOf(value[first]) };
}
