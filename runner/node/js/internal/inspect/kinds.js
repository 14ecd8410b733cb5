'use strict';
// The shapes of built-in kinds other than plain objects and arrays: what stands before
// the brace, which braces, and what is inside. It must never use an object's own
// methods where a built-in's own method can be called on it.

const { prefix } = require('internal/inspect');
const text = require('internal/inspect/text');

const getter = (prototype, name) => Object.getOwnPropertyDescriptor(prototype, name).get;

// Every shape function takes (printer, value, kind, constructorName, tag, level, …) and
// gives the whole text, or { base, open, items, isList, keys }.
function braces(printer, value, constructorName, tag, open, rest) {
  return { constructorName, tag, base: '', open, close: '}', keys: undefined, isList: false, ...rest };
}

// An object that is all base text (a date, a function): braces only around extra keys.
function based(printer, value, constructorName, tag, base, style, keys = printer.keys(value, false)) {
  if (keys.length === 0) return style === undefined ? base : printer.stylize(base, style);
  return { constructorName, tag, base, open: '{', close: '}', keys, isList: false, items: undefined };
}

function collection(printer, value, kind, constructorName, tag) {
  const size = getter(globalThis[kind].prototype, 'size').call(value);
  const keys = printer.keys(value, false);
  const open = `${prefix(constructorName, tag, kind, `(${size})`)}{`;
  if (size === 0 && keys.length === 0) return `${open}}`;
  const items = require('internal/inspect/collections')[kind === 'Map' ? 'mapItems' : 'setItems'];
  return braces(printer, value, constructorName, tag, open, { keys, items });
}

function typedArray(printer, value, kind, constructorName, tag) {
  const length = getter(Object.getPrototypeOf(Uint8Array.prototype), 'length').call(value);
  const keys = printer.keys(value, true);
  const open = `${prefix(constructorName, tag, kind, `(${length})`)}[`;
  if (length === 0 && keys.length === 0 && !printer.showHidden) return `${open}]`;
  const items = require('internal/inspect/collections').typedArrayItems;
  return { constructorName, tag, base: '', open, close: ']', keys, isList: true, items };
}

function arrayBuffer(printer, value, kind, constructorName, tag, level, inTypedArray) {
  const open = `${prefix(constructorName, tag, kind)}{`;
  const keys = printer.keys(value, false);
  const { arrayBufferItems, byteLengthOnly } = require('internal/inspect/collections');
  const items = inTypedArray ? byteLengthOnly : arrayBufferItems;
  return braces(printer, value, constructorName, tag, open, { keys, items });
}

function iterator(printer, value, kind, constructorName, tag) {
  const entries = require('internal/inspect/collections').iteratorEntries(value, kind);
  if (entries === undefined) return ordinary(printer, value, kind, constructorName, tag);
  const keys = printer.keys(value, false);
  const open = `[${entries.paired ? kind.replace('Iterator', 'Entries') : kind}] {`;
  return braces(printer, value, constructorName, tag, open, { keys, items: entries.items });
}

function weak(printer, value, kind, constructorName, tag) {
  const keys = printer.keys(value, false);
  const items = require('internal/inspect/collections').weakItems;
  return braces(printer, value, constructorName, tag, `${prefix(constructorName, tag, kind)}{`, { keys, items });
}

function promise(printer, value, kind, constructorName, tag) {
  const keys = printer.keys(value, false);
  const items = require('internal/inspect/rare').promiseItems;
  return braces(printer, value, constructorName, tag, `${prefix(constructorName, tag, kind)}{`, { keys, items });
}

function dataView(printer, value, kind, constructorName, tag) {
  const keys = printer.keys(value, false);
  const items = require('internal/inspect/collections').dataViewItems;
  return braces(printer, value, constructorName, tag, `${prefix(constructorName, tag, kind)}{`, { keys, items });
}

function date(printer, value, kind, constructorName, tag) {
  const time = Date.prototype.getTime.call(value);
  let base = Number.isNaN(time) ? 'Invalid Date' : Date.prototype.toISOString.call(value);
  const before = prefix(constructorName, tag, kind);
  if (before !== 'Date ') base = `${before}${base}`;
  return based(printer, value, constructorName, tag, base, 'date');
}

function regexp(printer, value, kind, constructorName, tag, level) {
  // A null-prototype expression has lost its flags' getters.
  const shown = constructorName === null ? new RegExp(value) : value;
  let base = RegExp.prototype.toString.call(shown);
  const before = prefix(constructorName, tag, kind);
  if (before !== 'RegExp ') base = `${before}${base}`;
  const keys = printer.keys(value, false);
  if (keys.length === 0 || printer.tooDeep(level)) return printer.stylize(base, 'regexp');
  return based(printer, value, constructorName, tag, base, undefined, keys);
}

// Boxed primitives: [Number: 3].
function boxed(printer, value, kind, constructorName, tag) {
  const primitive = globalThis[kind].prototype.valueOf.call(value);
  let keys = printer.keys(value, false);
  if (kind === 'String') keys = keys.filter((key) => typeof key === 'symbol' || !(Number(key) < primitive.length));
  let name = kind;
  if (kind !== constructorName) name += constructorName === null ? ' (null prototype)' : ` (${constructorName})`;
  let shown;
  if (typeof primitive === 'string') shown = text.quote(primitive);
  else if (typeof primitive === 'number') shown = text.number(primitive, printer.numericSeparator);
  else if (typeof primitive === 'bigint') shown = text.bigint(primitive, printer.numericSeparator);
  else shown = text.escapeControls(primitive.toString());
  const base = `[${name}: ${shown}]${tag !== '' && tag !== constructorName ? ` [${tag}]` : ''}`;
  return based(printer, value, constructorName, tag, base, keys.length === 0 ? kind.toLowerCase() : undefined, keys);
}

function functionBase(value, kind, constructorName, tag) {
  if (kind === 'Class') return classBase(value, constructorName, tag);
  let base = `[${kind}`;
  if (constructorName === null) base += ' (null prototype)';
  base += value.name === '' ? ' (anonymous)' : `: ${value.name}`;
  base += ']';
  if (constructorName !== kind && constructorName !== null) base += ` ${constructorName}`;
  if (tag !== '' && constructorName !== tag) base += ` [${tag}]`;
  return base;
}

function classBase(value, constructorName, tag) {
  const ownName = Object.prototype.hasOwnProperty.call(value, 'name') ? value.name : '';
  let base = `[class ${ownName || '(anonymous)'}`;
  if (constructorName !== 'Function' && constructorName !== null) base += ` [${constructorName}]`;
  if (tag !== '' && constructorName !== tag) base += ` [${tag}]`;
  if (constructorName === null) return `${base} extends [null prototype]]`;
  const parent = Object.getPrototypeOf(value).name;
  return parent ? `${base} extends ${parent}]` : `${base}]`;
}

function func(printer, value, kind, constructorName, tag) {
  const base = functionBase(value, kind, constructorName, tag);
  const keys = printer.keys(value, false);
  if (keys.length === 0) return printer.stylize(base, 'special');
  return based(printer, value, constructorName, tag, base, undefined, keys);
}

function error(printer, value, kind, constructorName, tag) {
  const keys = printer.keys(value, false);
  const base = require('internal/inspect/errors').errorBase(printer, value, constructorName, tag, keys);
  return based(printer, value, constructorName, tag, base, undefined, keys);
}

function moduleNamespace(printer, value, kind, constructorName, tag) {
  const items = require('internal/inspect/rare').moduleItems;
  return braces(printer, value, constructorName, tag, '[Module: null prototype] {', { keys: [], items });
}

function external(printer) {
  return printer.stylize('[External]', 'special');
}

function argumentsObject(printer, value, kind, constructorName, tag) {
  const keys = printer.keys(value, false);
  if (keys.length === 0) return '[Arguments] {}';
  return braces(printer, value, constructorName, tag, '[Arguments] {', { keys });
}

// Anything else is listed as an object, under its tag.
function ordinary(printer, value, kind, constructorName, tag) {
  return printer.shape(value, 'Object', 0);
}

const BY_KIND = {
  __proto__: null,
  Map: collection,
  Set: collection,
  'Map Iterator': iterator,
  'Set Iterator': iterator,
  WeakMap: weak,
  WeakSet: weak,
  Promise: promise,
  DataView: dataView,
  ArrayBuffer: arrayBuffer,
  SharedArrayBuffer: arrayBuffer,
  Date: date,
  RegExp: regexp,
  Number: boxed,
  String: boxed,
  Boolean: boxed,
  BigInt: boxed,
  Symbol: boxed,
  Function: func,
  Class: func,
  AsyncFunction: func,
  GeneratorFunction: func,
  AsyncGeneratorFunction: func,
  Error: error,
  Module: moduleNamespace,
  External: external,
  Arguments: argumentsObject,
};

exports.shape = function shape(printer, value, kind, constructorName, tag, level, inTypedArray) {
  const make = BY_KIND[kind] ?? (/^(?:Big)?(?:Ui|I|F)\w+Array$/.test(kind) ? typedArray : ordinary);
  return make(printer, value, kind, constructorName, tag, level, inTypedArray);
};
