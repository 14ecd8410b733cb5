'use strict';
// Prints as JSON what a runtime has: its globals and the members of its builtin modules, each with
// the members of its classes. `node members.cjs` made node.json. With `--refused` it prints which of
// these functions say that the runtime doesn't have them, for which each is called without arguments.
const { builtinModules } = require('node:module');
const { writeSync } = require('node:fs');

// What belongs to every function, and what names only a module's inside.
const ofFunctions = ['length', 'name', 'prototype', 'arguments', 'caller'];
// These end the process or write to it when they are called.
const uncalled = /^(process|console|test|node:test)\b|\.(abort|exit)$/;
const prefixed = ['node:ffi', 'node:sea', 'node:sqlite', 'node:test', 'node:test/reporters'];

const isInside = (key) => typeof key === 'symbol' || key.startsWith('_');
const isPlain = (value) =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

function valueOf(object, key) {
  try {
    return object[key];
  } catch {
    return undefined;
  }
}

function* own(prefix, object) {
  for (const key of Reflect.ownKeys(object)) {
    if (isInside(key) || (typeof object === 'function' && ofFunctions.includes(key))) continue;
    yield [`${prefix}${key}`, key];
  }
}

// The members of a module, one level of classes and plain objects below it.
function* members(object) {
  for (const [name, key] of own('', object)) {
    const value = valueOf(object, key);
    yield [name, value, object];
    if (typeof value === 'function') {
      const prototype = valueOf(value, 'prototype');
      if (typeof prototype === 'object' && prototype !== null) {
        for (const [inner] of own(`${name}.prototype.`, prototype)) {
          if (!inner.endsWith('.prototype.constructor')) yield [inner];
        }
      }
    }
    if (typeof value === 'function' || isPlain(value)) {
      for (const [inner, innerKey] of own(`${name}.`, value)) yield [inner, valueOf(value, innerKey), value];
    }
  }
}

function refuses(object, value) {
  try {
    const result = Reflect.apply(value, object, []);
    if (typeof result?.catch === 'function') result.catch(() => {});
    return false;
  } catch (error) {
    return error?.code === 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM';
  }
}

function list(id, object) {
  const names = new Set();
  for (const [name, value, receiver] of members(object)) {
    if (asked && (typeof value !== 'function' || uncalled.test(id) || uncalled.test(name))) continue;
    if (asked && !refuses(receiver, value)) continue;
    names.add(name);
  }
  return [...names].sort();
}

const asked = process.argv.includes('--refused');
const result = { version: process.version, globals: asked ? [] : list('', globalThis), modules: {} };
const ids = new Set([...builtinModules, ...prefixed].map((id) => id.replace(/^node:/, '')));
for (const id of [...ids].sort()) {
  if (id.startsWith('_')) continue;
  let exported;
  try {
    exported = require(`node:${id}`);
  } catch {
    continue;
  }
  result.modules[id] = list(id, exported);
}
writeSync(1, `${JSON.stringify(result, null, 1)}\n`);
process.reallyExit?.(0);
