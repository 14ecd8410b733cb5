'use strict';
// Headers (Fetch, 2.2.2 and 5.1).

const { checkThis, create, make, define, form, inspectable, need, byteString, iterable, lookup } = require('internal/fetch/idl');

const TOKEN = /^[!#$%&'*+.^_`|~A-Za-z0-9-]+$/;
const EDGES = /^[\t\r\n ]+|[\t\r\n ]+$/g;

// 2.2.2 Headers: a header list, in which names keep the case of their first use.
class HeaderList {
  constructor() {
    this.map = new Map(); // lower-case name -> { name, value }
    this.cookies = [];
    this.sorted = undefined;
  }

  append(name, value) {
    this.sorted = undefined;
    const key = name.toLowerCase();
    if (key === 'set-cookie') this.cookies.push(value);
    const known = this.map.get(key);
    if (known === undefined) this.map.set(key, { name: key === 'set-cookie' ? key : name, value });
    else known.value += `${key === 'cookie' ? '; ' : ', '}${value}`;
  }

  set(name, value) {
    this.sorted = undefined;
    const key = name.toLowerCase();
    if (key === 'set-cookie') this.cookies = [value];
    this.map.set(key, { name, value });
  }

  delete(name) {
    this.sorted = undefined;
    const key = name.toLowerCase();
    if (key === 'set-cookie') this.cookies = [];
    this.map.delete(key);
  }

  get(name) { return this.map.get(name.toLowerCase())?.value ?? null; }

  has(name) { return this.map.has(name.toLowerCase()); }

  copy() {
    const list = new HeaderList();
    for (const [key, { name, value }] of this.map) list.map.set(key, { name, value });
    list.cookies = [...this.cookies];
    return list;
  }

  // 2.2.2 sort and combine
  pairs() {
    if (this.sorted === undefined) {
      this.sorted = [];
      for (const key of [...this.map.keys()].sort()) {
        if (key === 'set-cookie') for (const cookie of this.cookies) this.sorted.push([key, cookie]);
        else this.sorted.push([key, this.map.get(key).value]);
      }
    }
    return this.sorted;
  }
}

exports.HeaderList = HeaderList;

function checkName(name, what) {
  if (!TOKEN.test(name)) throw new TypeError(`${what}: "${name}" is an invalid header name.`);
}

const normalize = (value) => value.replace(EDGES, '');

function append(state, name, value) {
  const text = normalize(value);
  checkName(name, 'Headers.append');
  if (/[\0\r\n]/.test(text)) throw new TypeError(`Headers.append: "${text}" is an invalid header value.`);
  refuseImmutable(state);
  state.list.append(name, text);
}

function refuseImmutable(state) {
  if (state.guard === 'immutable') throw new TypeError('immutable');
}

// 5.1 fill
function fill(state, init) {
  const refuse = () => new TypeError('Headers constructor: Argument 1 could not be converted to one of: ' +
    'sequence<sequence<ByteString>>, record<ByteString, ByteString>.');
  if (init === null || (typeof init !== 'object' && typeof init !== 'function')) throw refuse();
  const known = lookup(init, 'Headers');
  const method = init[Symbol.iterator];
  if (known !== undefined && method === Headers.prototype.entries) {
    for (const [name, value] of known.list.pairs()) state.list.append(name, value);
    return;
  }
  if (method === undefined || method === null) {
    for (const key of Reflect.ownKeys(init)) {
      if (!Object.getOwnPropertyDescriptor(init, key)?.enumerable) continue;
      if (typeof key === 'symbol') throw new TypeError('Headers constructor: a symbol is no name of a header.');
      append(state, byteString(key), byteString(init[key]));
    }
    return;
  }
  let at = 0;
  const pairs = [];
  for (const item of { [Symbol.iterator]: () => Reflect.apply(method, init, []) }) {
    if (item === null || typeof item !== 'object' || typeof item[Symbol.iterator] !== 'function') {
      const { inspect } = require('internal/inspect');
      throw new TypeError(`Headers constructor: init[${at}] (${inspect(item)}) is not iterable.`);
    }
    pairs.push([...item].map(byteString));
    at++;
  }
  for (const pair of pairs) {
    if (pair.length !== 2) {
      throw new TypeError(`Headers constructor: expected name/value pair to be length 2, found ${pair.length}.`);
    }
    append(state, pair[0], pair[1]);
  }
}

class Headers {
  constructor(init = undefined) {
    const state = { brand: 'Headers', list: new HeaderList(), guard: 'none' };
    if (init !== undefined) fill(state, init);
    return create(new.target, Headers, form.refused, state);
  }

  append(name, value) {
    const state = checkThis(this, 'Headers');
    need('Headers.append', arguments.length, 2);
    append(state, byteString(name), byteString(value));
  }

  delete(name) {
    const state = checkThis(this, 'Headers');
    need('Headers.delete', arguments.length, 1);
    const key = byteString(name);
    checkName(key, 'Headers.delete');
    refuseImmutable(state);
    state.list.delete(key);
  }

  get(name) {
    const state = checkThis(this, 'Headers');
    need('Headers.get', arguments.length, 1);
    const key = byteString(name);
    checkName(key, 'Headers.get');
    return state.list.get(key);
  }

  has(name) {
    const state = checkThis(this, 'Headers');
    need('Headers.has', arguments.length, 1);
    const key = byteString(name);
    checkName(key, 'Headers.has');
    return state.list.has(key);
  }

  set(name, value) {
    const state = checkThis(this, 'Headers');
    need('Headers.set', arguments.length, 2);
    const key = byteString(name);
    const text = normalize(byteString(value));
    checkName(key, 'Headers.set');
    if (/[\0\r\n]/.test(text)) throw new TypeError(`Headers.set: "${text}" is an invalid header value.`);
    refuseImmutable(state);
    state.list.set(key, text);
  }

  getSetCookie() { return [...checkThis(this, 'Headers').list.cookies]; }
}

iterable(Headers, 'Headers', (state) => state.list.pairs());
define(Headers);
inspectable(Headers, (object) => {
  const shown = {};
  for (const { name, value } of checkThis(object, 'Headers').list.map.values()) shown[name] = value;
  return shown;
});

exports.Headers = Headers;

// The object of a list that somebody else holds too.
exports.headersOf = (list, guard) => make(Headers, form.refused, { brand: 'Headers', list, guard });
exports.fill = fill;
exports.stateOf = (object) => lookup(object, 'Headers');
