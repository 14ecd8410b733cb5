// Values to bytes in the format that V8 writes (version 15).
// It must write nothing that the deserializer next to it, or Node's, cannot read.
//
// native: none.

const { Buffer } = require('buffer');
const { types } = require('util');

const VERSION = 15;
const ERROR_TAGS = {
  __proto__: null, EvalError: 'E', RangeError: 'R', ReferenceError: 'F', SyntaxError: 'S', TypeError: 'T', URIError: 'U',
};
const FLAGS = ['g', 'i', 'm', 'y', 'u', 's', 'l', 'd', 'v'];

// How V8 names a value that it cannot clone.
function unclonable(value) {
  if (typeof value === 'function') return Function.prototype.toString.call(value);
  if (typeof value === 'symbol') return String(value);
  const tag = Object.prototype.toString.call(value);
  const name = value.constructor?.name;
  return name && tag === `[object ${name}]` ? `#<${name}>` : tag === '[object Object]' ? '#<Object>' : tag;
}

class Serializer {
  #bytes = Buffer.allocUnsafeSlow(256);
  #length = 0;
  #seen = new Map();
  #transferred = new Map();
  #viewsAreHost = false;

  #room(count) {
    if (this.#length + count > this.#bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#length + count));
      this.#bytes.copy(grown, 0, 0, this.#length);
      this.#bytes = grown;
    }
    this.#length += count;
    return this.#length - count;
  }

  #tag(tag) {
    const at = this.#room(1);
    this.#bytes[at] = tag.charCodeAt(0);
  }

  #varint(value) {
    let rest = BigInt(value);
    while (rest >= 0x80n) {
      const at = this.#room(1);
      this.#bytes[at] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    const at = this.#room(1);
    this.#bytes[at] = Number(rest);
  }

  #string(text) {
    if (/[^\0-\xff]/.test(text)) {
      const size = text.length * 2;
      // Two-byte characters start at an even offset.
      const prefix = size < 0x80 ? 1 : size < 0x4000 ? 2 : size < 0x200000 ? 3 : size < 0x10000000 ? 4 : 5;
      if ((this.#length + 1 + prefix) % 2 === 1) this.#tag('\0');
      this.#tag('c');
      this.#varint(size);
      const at = this.#room(size);
      this.#bytes.write(text, at, 'utf16le');
      return;
    }
    this.#tag('"');
    this.#varint(text.length);
    const at = this.#room(text.length);
    this.#bytes.write(text, at, 'latin1');
  }

  #bigint(value) {
    let size = value < 0n ? -value : value;
    const digits = [];
    for (; size > 0n; size >>= 8n) digits.push(Number(size & 0xffn));
    while (digits.length % 8 !== 0) digits.push(0);
    this.#varint((digits.length << 1) | (value < 0n ? 1 : 0));
    this.writeRawBytes(Buffer.from(digits));
  }

  #fail(message) {
    const make = this._getDataCloneError ?? Error;
    throw new make(message);
  }

  writeHeader() {
    this.#tag('\xff');
    this.#varint(VERSION);
  }

  writeValue(value) {
    switch (typeof value) {
      case 'undefined': this.#tag('_'); break;
      case 'boolean': this.#tag(value ? 'T' : 'F'); break;
      case 'number': this.#number(value); break;
      case 'bigint': this.#tag('Z'); this.#bigint(value); break;
      case 'string': this.#string(value); break;
      case 'object':
        if (value === null) this.#tag('0');
        else this.#object(value);
        break;
      default: this.#fail(`${unclonable(value)} could not be cloned.`);
    }
    return true;
  }

  #number(value) {
    // Small integers only: V8 keeps others as doubles.
    if ((value | 0) === value && !Object.is(value, -0)) {
      this.#tag('I');
      this.#varint(value >= 0 ? value * 2 : -value * 2 - 1);
    } else {
      this.#tag('N');
      this.writeDouble(value);
    }
  }

  #object(value) {
    const known = this.#seen.get(value);
    if (known !== undefined) {
      this.#tag('^');
      this.#varint(known);
      return;
    }
    if (ArrayBuffer.isView(value)) {
      if (!this.#viewsAreHost && !this.#seen.has(value.buffer)) this.#object(value.buffer);
      this.#remember(value);
      this.#view(value);
      return;
    }
    this.#remember(value);
    if (types.isProxy(value) || typeof value === 'function') this.#fail(`${unclonable(value)} could not be cloned.`);
    if (Array.isArray(value)) this.#array(value);
    else if (types.isDate(value)) { this.#tag('D'); this.writeDouble(value.getTime()); }
    else if (types.isBoxedPrimitive(value)) this.#boxed(value);
    else if (types.isRegExp(value)) this.#regexp(value);
    else if (types.isMap(value)) this.#collection(';', ':', [...value].flat(1));
    else if (types.isSet(value)) this.#collection("'", ',', [...value]);
    else if (types.isAnyArrayBuffer(value)) this.#buffer(value);
    else if (types.isNativeError(value)) this.#error(value);
    else if (/^\[object (?:Object|Arguments)\]$/.test(Object.prototype.toString.call(value)) || isHost(value)) this.#plain(value);
    else this.#fail(`${unclonable(value)} could not be cloned.`);
  }

  #remember(value) {
    this.#seen.set(value, this.#seen.size);
  }

  #properties(value, keys) {
    let written = 0;
    for (const key of keys) {
      if (!Object.prototype.propertyIsEnumerable.call(value, key)) continue;
      const number = Number(key);
      if (String(number) === key && Number.isInteger(number) && number >= 0 && number < 2 ** 32 - 1) this.#number(number);
      else this.#string(key);
      this.writeValue(value[key]);
      written += 1;
    }
    return written;
  }

  #plain(value) {
    this.#tag('o');
    const written = this.#properties(value, Object.keys(value));
    this.#tag('{');
    this.#varint(written);
  }

  #array(value) {
    const { length } = value;
    const keys = Object.keys(value);
    const elements = keys.filter((key) => /^(?:0|[1-9]\d*)$/.test(key) && Number(key) < length);
    const sparse = elements.length < length;
    this.#tag(sparse ? 'a' : 'A');
    this.#varint(length);
    let written;
    if (sparse) {
      written = this.#properties(value, keys);
    } else {
      for (let at = 0; at < length; at++) this.writeValue(value[at]);
      written = this.#properties(value, keys.slice(elements.length));
    }
    this.#tag(sparse ? '@' : '$');
    this.#varint(written);
    this.#varint(length);
  }

  #boxed(value) {
    const inner = value.valueOf();
    switch (typeof inner) {
      case 'boolean': this.#tag(inner ? 'y' : 'x'); break;
      case 'number': this.#tag('n'); this.writeDouble(inner); break;
      case 'bigint': this.#tag('z'); this.#bigint(inner); break;
      case 'string': this.#tag('s'); this.#string(inner); break;
      default: this.#fail('#<Symbol> could not be cloned.');
    }
  }

  #regexp(value) {
    this.#tag('R');
    this.#string(value.source);
    this.#varint(FLAGS.reduce((bits, flag, at) => bits | (value.flags.includes(flag) ? 1 << at : 0), 0));
  }

  #collection(open, close, items) {
    this.#tag(open);
    for (const item of items) this.writeValue(item);
    this.#tag(close);
    this.#varint(items.length);
  }

  #buffer(value) {
    const id = this.#transferred.get(value);
    if (id !== undefined) {
      this.#tag('t');
      this.#varint(id);
      return;
    }
    if (types.isSharedArrayBuffer(value)) this.#fail('#<SharedArrayBuffer> could not be cloned.');
    this.#tag(value.resizable ? '~' : 'B');
    this.#varint(value.byteLength);
    if (value.resizable) this.#varint(value.maxByteLength);
    this.writeRawBytes(new Uint8Array(value));
  }

  #view(value) {
    if (!this.#viewsAreHost) this.#fail('ArrayBuffer views are written by the host only.');
    this.#tag('\\');
    if (typeof this._writeHostObject !== 'function') this.#fail(`${unclonable(value)} could not be cloned.`);
    this._writeHostObject(value);
  }

  #error(value) {
    this.#tag('r');
    const tag = ERROR_TAGS[value.name];
    if (tag !== undefined) this.#tag(tag);
    const message = Object.getOwnPropertyDescriptor(value, 'message')?.value;
    if (message !== undefined) {
      this.#tag('m');
      this.#string(String(message));
    }
    if (Object.hasOwn(value, 'cause')) {
      this.#tag('c');
      this.writeValue(value.cause);
    }
    const { stack } = value;
    if (typeof stack === 'string') {
      this.#tag('s');
      this.#string(stack);
    }
    this.#tag('.');
  }

  releaseBuffer() {
    const made = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.alloc(0);
    this.#length = 0;
    return made;
  }

  transferArrayBuffer(id, buffer) {
    this.#transferred.set(buffer, id);
  }

  writeUint32(value) {
    this.#varint(value >>> 0);
  }

  writeUint64(high, low) {
    this.#varint((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0));
  }

  writeDouble(value) {
    const at = this.#room(8);
    this.#bytes.writeDoubleLE(value, at);
  }

  writeRawBytes(source) {
    const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
    const at = this.#room(bytes.length);
    bytes.copy(this.#bytes, at);
  }

  _setTreatArrayBufferViewsAsHostObjects(flag) {
    this.#viewsAreHost = Boolean(flag);
  }
}
Serializer.prototype._getDataCloneError = Error;

// Objects of this runtime's own classes count as plain ones, as they do in V8.
function isHost(value) {
  return !(types.isPromise(value) || types.isWeakMap(value) || types.isWeakSet(value) ||
    types.isGeneratorObject(value) || /Iterator\]$|WeakRef\]$/.test(Object.prototype.toString.call(value)));
}

const VIEWS = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
  Float32Array, Float64Array, DataView, Buffer, BigInt64Array, BigUint64Array,
];
if (typeof Float16Array === 'function') VIEWS.push(Float16Array);

class DefaultSerializer extends Serializer {
  constructor() {
    super();
    this._setTreatArrayBufferViewsAsHostObjects(true);
  }

  _writeHostObject(view) {
    const kind = Buffer.isBuffer(view) ? Buffer : VIEWS.find((one) => view.constructor === one || view instanceof one);
    if (kind === undefined) throw new this._getDataCloneError(`Unserializable host object: ${unclonable(view)}`);
    this.writeUint32(VIEWS.indexOf(kind));
    this.writeUint32(view.byteLength);
    this.writeRawBytes(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  }
}

exports.Serializer = Serializer;
exports.DefaultSerializer = DefaultSerializer;
exports.VIEWS = VIEWS;
