// The bytes of v8.serialize and v8.deserialize: version 15 of V8's value format, with views
// written as Node writes them (a host object: kind, length, bytes).
// It must never run getters twice, nor write what can't be cloned.
//
// native:
//   typeName(object)   as in internal/inspect

const { Buffer } = require('buffer');

const VERSION = 15;
const VIEWS = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
  Float32Array, Float64Array, DataView, Buffer, BigInt64Array, BigUint64Array,
];
const ERRORS = { EvalError: 'E', RangeError: 'R', ReferenceError: 'F', SyntaxError: 'S', TypeError: 'T', URIError: 'U' };
const FLAGS = ['g', 'i', 'm', 'y', 'u', 's', undefined, 'd', 'v'];

exports.write = function write(value) {
  const bytes = [0xff, VERSION];
  const seen = new Map();
  const tag = (character) => bytes.push(character.charCodeAt(0));
  const varint = (number) => {
    let rest = number;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
    bytes.push(rest);
  };
  const raw = (view) => { for (const byte of view) bytes.push(byte); };
  const double = (number) => raw(new Uint8Array(new Float64Array([number]).buffer));
  const refuse = (what) => new Error(`${what} could not be cloned.`);

  function string(text) {
    if (/^[\0-\xff]*$/.test(text)) {
      tag('"');
      varint(text.length);
      raw(Buffer.from(text, 'latin1'));
      return;
    }
    // Two-byte text stands at an even place.
    const size = text.length * 2;
    if ((bytes.length + 1 + (size < 128 ? 1 : size < 16384 ? 2 : 3)) % 2) bytes.push(0);
    tag('c');
    varint(size);
    raw(Buffer.from(text, 'utf16le'));
  }

  function bigint(number) {
    const negative = number < 0n;
    const words = [];
    for (let rest = negative ? -number : number; rest > 0n; rest >>= 64n) words.push(rest & 0xffffffffffffffffn);
    varint(words.length * 16 + (negative ? 1 : 0));
    raw(new Uint8Array(new BigUint64Array(words).buffer));
  }

  function any(item) {
    switch (typeof item) {
      case 'undefined': return tag('_');
      case 'boolean': return tag(item ? 'T' : 'F');
      case 'string': return string(item);
      case 'bigint': tag('Z'); return bigint(item);
      case 'number':
        if (Number.isInteger(item) && Math.abs(item) < 2 ** 30 && !Object.is(item, -0)) {
          tag('I');
          return varint(item < 0 ? -item * 2 - 1 : item * 2);
        }
        tag('N');
        return double(item);
      case 'symbol': throw refuse(String(item));
      case 'function': throw refuse(Function.prototype.toString.call(item));
      default: return item === null ? tag('0') : object(item);
    }
  }

  function properties(item, skipped = () => false) {
    let count = 0;
    for (const key of Object.keys(item)) {
      if (skipped(key)) continue;
      any(String(+key) === key && +key >= 0 ? +key : key);
      any(item[key]);
      count++;
    }
    return count;
  }

  function object(item) {
    if (seen.has(item)) {
      tag('^');
      varint(seen.get(item));
      return;
    }
    seen.set(item, seen.size);
    const kind = native.typeName(item);
    if (ArrayBuffer.isView(item)) return view(item);
    switch (kind) {
      case 'Array': return array(item);
      case 'Date': tag('D'); return double(Date.prototype.getTime.call(item));
      case 'Boolean': return tag(Boolean.prototype.valueOf.call(item) ? 'y' : 'x');
      case 'Number': tag('n'); return double(Number.prototype.valueOf.call(item));
      case 'BigInt': tag('z'); return bigint(BigInt.prototype.valueOf.call(item));
      case 'String': tag('s'); return string(String.prototype.valueOf.call(item));
      case 'RegExp':
        tag('R');
        string(item.source);
        return varint([...item.flags].reduce((sum, flag) => sum + 2 ** FLAGS.indexOf(flag), 0));
      case 'Map': {
        const entries = [...Map.prototype.entries.call(item)].flat(1);
        tag(';');
        entries.forEach(any);
        tag(':');
        return varint(entries.length);
      }
      case 'Set': {
        const entries = [...Set.prototype.values.call(item)];
        tag("'");
        entries.forEach(any);
        tag(',');
        return varint(entries.length);
      }
      case 'ArrayBuffer':
        tag('B');
        varint(item.byteLength);
        return raw(new Uint8Array(item));
      case 'Error': return error(item);
      case 'Object': break;
      default: throw refuse(`#<${kind}>`);
    }
    tag('o');
    const count = properties(item);
    tag('{');
    return varint(count);
  }

  function array(item) {
    const { length } = item;
    const dense = Object.keys(item).length >= length && item.every((_, index) => index in item);
    tag(dense ? 'A' : 'a');
    varint(length);
    if (dense) for (let index = 0; index < length; index++) any(item[index]);
    const isElement = (key) => dense && String(key >>> 0) === key && key >>> 0 < length;
    const count = properties(item, isElement);
    tag(dense ? '$' : '@');
    varint(count);
    varint(length);
  }

  function view(item) {
    tag('\\');
    const kind = Buffer.isBuffer(item) ? VIEWS.indexOf(Buffer)
      : VIEWS.findIndex((View) => View !== Buffer && View.name === (native.typeName(item)));
    // A number of a host object is a whole uint32.
    varint(kind);
    varint(item.byteLength);
    raw(new Uint8Array(item.buffer, item.byteOffset, item.byteLength));
  }

  function error(item) {
    tag('r');
    const prototype = ERRORS[item.name];
    if (prototype !== undefined) tag(prototype);
    const own = (key) => Object.getOwnPropertyDescriptor(item, key)?.value;
    if (own('message') !== undefined) {
      tag('m');
      string(String(item.message));
    }
    if (Object.hasOwn(item, 'cause')) {
      tag('c');
      any(item.cause);
    }
    if (typeof item.stack === 'string') {
      tag('s');
      string(item.stack);
    }
    tag('.');
  }

  any(value);
  return Buffer.from(bytes);
};

exports.read = function read(buffer) {
  const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const known = [];
  let at = 0;
  const broken = () => new Error('Unable to deserialize cloned data.');
  const tag = () => {
    while (bytes[at] === 0) at++;
    if (at >= bytes.length) throw broken();
    return String.fromCharCode(bytes[at++]);
  };
  const varint = () => {
    let number = 0;
    for (let weight = 1; ; weight *= 128) {
      if (at >= bytes.length) throw broken();
      const byte = bytes[at++];
      number += (byte & 127) * weight;
      if (byte < 128) return number;
    }
  };
  const raw = (count) => {
    if (at + count > bytes.length) throw broken();
    return bytes.slice(at, at += count);
  };
  const double = () => new Float64Array(raw(8).buffer)[0];
  const keep = (object) => {
    known.push(object);
    return object;
  };

  function bigint() {
    const head = varint();
    let number = 0n;
    new BigUint64Array(raw(Math.floor(head / 16) * 8).buffer).forEach((word, index) => {
      number |= word << BigInt(64 * index);
    });
    return head % 2 ? -number : number;
  }

  function text(kind) {
    const content = Buffer.from(raw(varint()).buffer);
    return content.toString(kind === '"' ? 'latin1' : kind === 'c' ? 'utf16le' : 'utf8');
  }

  // Keys and values until the closing tag.
  function properties(object, end) {
    for (let kind = tag(); kind !== end; kind = tag()) {
      const key = any(kind);
      const value = any();
      Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
    }
    varint();
    return object;
  }

  function items(end) {
    const list = [];
    for (let kind = tag(); kind !== end; kind = tag()) list.push(any(kind));
    varint();
    return list;
  }

  function any(kind = tag()) {
    switch (kind) {
      case '_': return undefined;
      case '0': return null;
      case 'T': return true;
      case 'F': return false;
      case 'I': {
        const number = varint();
        return number % 2 ? -(number + 1) / 2 : number / 2;
      }
      case 'U': return varint();
      case 'N': return double();
      case 'Z': return bigint();
      case '"': case 'c': case 'S': return text(kind);
      case '^': return known[varint()];
      case 'o': return properties(keep({}), '{');
      case 'A': {
        const length = varint();
        const list = keep(new Array(length));
        for (let index = 0; index < length; index++) {
          const item = tag();
          if (item !== '-') list[index] = any(item);
        }
        properties(list, '$');
        varint();
        return list;
      }
      case 'a': {
        const list = keep(new Array(varint()));
        properties(list, '@');
        varint();
        return list;
      }
      case 'D': return keep(new Date(double()));
      case 'y': return keep(new Boolean(true));
      case 'x': return keep(new Boolean(false));
      case 'n': return keep(new Number(double()));
      case 'z': return keep(Object(bigint()));
      case 's': return keep(new String(any()));
      case 'R': {
        const source = any();
        const bits = varint();
        return keep(new RegExp(source, FLAGS.filter((flag, index) => flag && bits & (1 << index)).join('')));
      }
      case ';': {
        const map = keep(new Map());
        const list = items(':');
        for (let index = 0; index < list.length; index += 2) map.set(list[index], list[index + 1]);
        return map;
      }
      case "'": {
        const set = keep(new Set());
        for (const item of items(',')) set.add(item);
        return set;
      }
      case 'B': return keep(raw(varint()).buffer);
      case '\\': {
        const View = VIEWS[varint()];
        const content = raw(varint()).buffer;
        if (View === undefined) throw broken();
        return keep(View === Buffer ? Buffer.from(content) : new View(content));
      }
      case 'r': return error();
      default: throw broken();
    }
  }

  function error() {
    const number = known.push(undefined) - 1;
    let kind = Error;
    let message;
    let stack;
    let cause;
    for (let part = tag(); part !== '.'; part = tag()) {
      if (part === 'm') message = any();
      else if (part === 's') stack = any();
      else if (part === 'c') cause = { cause: any() };
      else kind = globalThis[Object.keys(ERRORS).find((name) => ERRORS[name] === part)] ?? Error;
    }
    const made = new kind(message, cause);
    Object.defineProperty(made, 'stack', { value: stack, writable: true, configurable: true });
    known[number] = made;
    return made;
  }

  if (bytes[0] !== 0xff || bytes[1] > VERSION) {
    throw new Error('Unable to deserialize cloned data due to invalid or unsupported version.');
  }
  at = 2;
  return any();
};
