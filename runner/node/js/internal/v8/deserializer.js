// Bytes in V8's format back to values.
// It must trust no length that the bytes name: each is checked against what is left.
//
// native: none.

const { Buffer } = require('buffer');
const { codedError } = require('internal/errors');
const { VIEWS } = require('internal/v8/serializer');

const ERRORS = { __proto__: null, E: EvalError, R: RangeError, F: ReferenceError, S: SyntaxError, T: TypeError, U: URIError };
const FLAGS = ['g', 'i', 'm', 'y', 'u', 's', 'l', 'd', 'v'];

class Deserializer {
  #at = 0;
  #version = 0;
  #objects = [];
  #transferred = new Map();

  constructor(buffer) {
    if (!ArrayBuffer.isView(buffer)) {
      throw codedError('TypeError', 'ERR_INVALID_ARG_TYPE', 'buffer must be a TypedArray or a DataView');
    }
    this.buffer = Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  }

  #fail() {
    throw new Error('Unable to deserialize cloned data.');
  }

  #take(count) {
    if (count > this.buffer.length - this.#at) this.#fail();
    this.#at += count;
    return this.#at - count;
  }

  #byte() {
    return this.buffer[this.#take(1)];
  }

  #tag() {
    let byte;
    do byte = this.#byte(); while (byte === 0);
    return String.fromCharCode(byte);
  }

  #peek() {
    while (this.#at < this.buffer.length && this.buffer[this.#at] === 0) this.#at += 1;
    return String.fromCharCode(this.buffer[this.#at] ?? 0);
  }

  #varint() {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
      if (shift > 63n) this.#fail();
    }
  }

  #count() {
    return Number(this.#varint() & 0xffffffffn);
  }

  readHeader() {
    if (this.buffer[0] !== 0xff) this.#unsupported();
    this.#at = 1;
    this.#version = this.#count();
    if (this.#version > 15 || this.#version < 13) this.#unsupported();
    return true;
  }

  #unsupported() {
    throw new Error('Unable to deserialize cloned data due to invalid or unsupported version.');
  }

  readValue() {
    const tag = this.#tag();
    switch (tag) {
      case '_': return undefined;
      case '0': return null;
      case 'T': return true;
      case 'F': return false;
      case 'I': {
        const zigzag = this.#count();
        return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
      }
      case 'U': return this.#count();
      case 'N': return this.readDouble();
      case 'Z': return this.#bigint();
      case '"': case 'c': case 'S': return this.#string(tag);
      case '^': {
        const id = this.#count();
        if (id >= this.#objects.length) this.#fail();
        return this.#objects[id];
      }
      default: return this.#object(tag);
    }
  }

  #object(tag) {
    const id = this.#objects.push(undefined) - 1;
    const keep = (value) => (this.#objects[id] = value);
    switch (tag) {
      case 'o': return this.#properties(keep({}), '{');
      case 'A': return this.#dense(keep);
      case 'a': {
        const array = keep([]);
        array.length = this.#count();
        this.#properties(array, '@');
        this.#varint();
        return array;
      }
      case 'D': return keep(new Date(this.readDouble()));
      case 'y': return keep(new Boolean(true));
      case 'x': return keep(new Boolean(false));
      case 'n': return keep(new Number(this.readDouble()));
      case 'z': return keep(Object(this.#bigint()));
      case 's': return keep(new String(this.#string(this.#tag())));
      case 'R': {
        const source = this.#string(this.#tag());
        const bits = this.#count();
        return keep(new RegExp(source, FLAGS.filter((_, at) => bits & (1 << at)).join('')));
      }
      case ';': return this.#map(keep(new Map()));
      case "'": return this.#set(keep(new Set()));
      case 'B': return keep(this.#bytes(this.#count()));
      case '~': return keep(this.#resizable());
      case 't': {
        const buffer = this.#transferred.get(this.#count());
        if (buffer === undefined) this.#fail();
        return keep(buffer);
      }
      case 'r': return this.#error(keep);
      case '\\':
        if (typeof this._readHostObject !== 'function') this.#fail();
        return keep(this._readHostObject());
      default: return this.#fail();
    }
  }

  #string(tag) {
    const size = this.#count();
    const at = this.#take(size);
    if (tag === '"') return this.buffer.toString('latin1', at, at + size);
    if (tag === 'c') return this.buffer.toString('utf16le', at, at + size);
    if (tag === 'S') return this.buffer.toString('utf8', at, at + size);
    return this.#fail();
  }

  #bigint() {
    const field = this.#count();
    const size = field >>> 1;
    const at = this.#take(size);
    let value = 0n;
    for (let index = size - 1; index >= 0; index--) value = (value << 8n) | BigInt(this.buffer[at + index]);
    return field & 1 ? -value : value;
  }

  #properties(target, end) {
    while (this.#peek() !== end) {
      const key = this.readValue();
      if (typeof key !== 'string' && typeof key !== 'number') this.#fail();
      const value = this.readValue();
      Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
    }
    this.#tag();
    this.#varint();
    return target;
  }

  #dense(keep) {
    const array = keep([]);
    const length = this.#count();
    if (length > this.buffer.length - this.#at) this.#fail();
    array.length = length;
    for (let at = 0; at < length; at++) {
      if (this.#peek() === '-') this.#tag();
      else array[at] = this.readValue();
    }
    this.#properties(array, '$');
    this.#varint();
    return array;
  }

  #map(map) {
    while (this.#peek() !== ':') {
      const key = this.readValue();
      map.set(key, this.readValue());
    }
    this.#tag();
    this.#varint();
    return map;
  }

  #set(set) {
    while (this.#peek() !== ',') set.add(this.readValue());
    this.#tag();
    this.#varint();
    return set;
  }

  #bytes(size) {
    const at = this.#take(size);
    return Uint8Array.from(this.buffer.subarray(at, at + size)).buffer;
  }

  #resizable() {
    const [size, maxByteLength] = [this.#count(), this.#count()];
    const at = this.#take(size);
    const made = new ArrayBuffer(size, { maxByteLength });
    new Uint8Array(made).set(this.buffer.subarray(at, at + size));
    return made;
  }

  #error(keep) {
    let kind = Error;
    if (ERRORS[this.#peek()] !== undefined) kind = ERRORS[this.#tag()];
    const error = keep(Object.defineProperty(new kind(), 'stack', { value: undefined, writable: true, configurable: true }));
    const hidden = (name, value) => Object.defineProperty(error, name, { value, writable: true, configurable: true });
    for (let tag = this.#tag(); tag !== '.'; tag = this.#tag()) {
      if (tag === 'm') hidden('message', this.#string(this.#tag()));
      else if (tag === 'c') hidden('cause', this.readValue());
      else if (tag === 's') hidden('stack', this.#string(this.#tag()));
      else this.#fail();
    }
    return error;
  }

  transferArrayBuffer(id, buffer) {
    this.#transferred.set(id, buffer);
  }

  getWireFormatVersion() {
    return this.#version;
  }

  readUint32() {
    if (this.#at >= this.buffer.length) throw new Error('ReadUint32() failed');
    return this.#count();
  }

  readUint64() {
    if (this.#at >= this.buffer.length) throw new Error('ReadUint64() failed');
    const value = this.#varint();
    return [Number((value >> 32n) & 0xffffffffn), Number(value & 0xffffffffn)];
  }

  readDouble() {
    if (this.buffer.length - this.#at < 8) throw new Error('ReadDouble() failed');
    return this.buffer.readDoubleLE(this.#take(8));
  }

  _readRawBytes(length) {
    return this.#take(length);
  }

  readRawBytes(length) {
    if (length > this.buffer.length - this.#at) throw new Error('ReadRawBytes() failed');
    const at = this.#take(length);
    return this.buffer.subarray(at, at + length);
  }
}

class DefaultDeserializer extends Deserializer {
  _readHostObject() {
    const Kind = VIEWS[this.readUint32()];
    if (Kind === undefined) throw new Error('Unable to deserialize cloned data.');
    const size = this.readUint32();
    const bytes = this.readRawBytes(size);
    if (Kind === Buffer) return Buffer.from(bytes.buffer, bytes.byteOffset, size);
    const width = Kind.BYTES_PER_ELEMENT ?? 1;
    const copy = Uint8Array.from(bytes).buffer;
    return new Kind(copy, 0, size / width);
  }
}

exports.Deserializer = Deserializer;
exports.DefaultDeserializer = DefaultDeserializer;
