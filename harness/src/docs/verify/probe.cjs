// Writes what probes of an example see into the trace, one JSON line each: a value as it shows and
// its other spellings, an error that was thrown, or that a statement threw nothing.
'use strict';
const { openSync, writeSync } = require('fs');
const { inspect } = require('util');
const { join } = require('path');

const file = openSync(join(__dirname, '..', 'trace.jsonl'), 'a');
const { stringify } = JSON;
const LONGEST = 20000;
let seq = 0;

function write(kind, at, texts) {
  const short = texts.map((text) => text.slice(0, LONGEST));
  writeSync(file, stringify({ thread: 'main', seq: seq++, kind, value: { at, texts: short } }) + '\n');
}

// A text that an object gives of itself may throw; then it has none.
function tried(give) {
  try {
    const text = give();
    return typeof text === 'string' ? [text] : [];
  } catch {
    return [];
  }
}

const show = (value) => inspect(value, { depth: 12, maxArrayLength: null, maxStringLength: null });

// The spellings of a value: as a console shows it, then what people write in its place.
function spellings(value) {
  const texts = tried(() => show(value));
  if (typeof value === 'string') texts.push(value);
  if (typeof value === 'bigint') texts.push(String(value));
  if (typeof value !== 'object' || value === null) return texts;
  if (value instanceof Error) {
    return [...texts, ...tried(() => String(value)), ...tried(() => `[${value}]`)];
  }
  if (value instanceof Date) {
    return [...texts, ...tried(() => String(value)), ...tried(() => value.toISOString())];
  }
  if (!Array.isArray(value) && value.toString !== Object.prototype.toString) {
    texts.push(...tried(() => inspect(String(value))), ...tried(() => String(value)));
  }
  const own = Object.getPrototypeOf(value);
  if (own === null) return [...texts, ...tried(() => show({ ...value }))];
  if (own !== Object.prototype && own !== Array.prototype) {
    texts.push(...tried(() => show(Array.isArray(value) ? [...value] : { ...value })));
  }
  return [...texts, ...tried(() => stringify(value))];
}

const probes = {
  // A value, and what it resolves to: a page shows either.
  v(at, value) {
    write('value', at, spellings(value));
    if (value instanceof Promise) {
      // Not caught: what nobody handles stays unhandled.
      value.then((settled) => write('value', at, spellings(settled)));
    }
    return value;
  },
  // A statement threw.
  t(at, error) {
    write('thrown', at, [...tried(() => show(error)), ...tried(() => String(error)), ...tried(() => `${error.name}: ${error.message}`), ...tried(() => error.code)]);
  },
  // A statement threw nothing.
  n(at) {
    write('calm', at, []);
  },
};

Object.defineProperty(globalThis, '__threadproof', { value: probes, configurable: true });
