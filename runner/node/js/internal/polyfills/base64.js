'use strict';
// Uint8Array to and from base64 and hexadecimal digits.

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const URL_SAFE = `${STANDARD.slice(0, 62)}-_`;

function checkBytes(value, name) {
  if (!ArrayBuffer.isView(value) || value[Symbol.toStringTag] !== 'Uint8Array') {
    throw new TypeError(`Method ${name} called on incompatible receiver ${String(value)}`);
  }
}

function checkString(value) {
  if (typeof value !== 'string') throw new TypeError('Input must be a string');
}

function alphabetOf(options) {
  if (options !== undefined && (options === null || typeof options !== 'object')) {
    throw new TypeError('Options must be an object');
  }
  const alphabet = options?.alphabet ?? 'base64';
  if (alphabet !== 'base64' && alphabet !== 'base64url') throw new TypeError('Invalid alphabet');
  return alphabet === 'base64' ? STANDARD : URL_SAFE;
}

function lastChunkOf(options) {
  const handling = options?.lastChunkHandling ?? 'loose';
  if (!['loose', 'strict', 'stop-before-partial'].includes(handling)) throw new TypeError('Invalid lastChunkHandling');
  return handling;
}

const bad = (text = 'Invalid base64 string') => new SyntaxError(text);
const SPACE = /[\t\n\f\r ]/;

// Bytes of a base64 text, at most `most`; how much of the text they came from.
function decode(text, alphabet, handling, most) {
  const bytes = [];
  let read = 0;
  let chunk = [];
  let at = 0;
  const put = (digits) => {
    const bits = digits.reduce((sum, digit) => sum * 64 + digit, 0) * 64 ** (4 - digits.length);
    const all = [(bits >> 16) & 255, (bits >> 8) & 255, bits & 255];
    bytes.push(...all.slice(0, digits.length - 1));
  };
  const skip = () => { while (at < text.length && SPACE.test(text[at])) at++; };
  if (most === 0) return { bytes, read };
  for (;;) {
    skip();
    if (at === text.length) {
      if (chunk.length === 0) return { bytes, read: text.length };
      if (handling === 'stop-before-partial') return { bytes, read };
      if (handling === 'strict' || chunk.length === 1) throw bad();
      put(chunk);
      return { bytes, read: text.length };
    }
    const character = text[at++];
    if (character === '=') {
      if (chunk.length < 2) throw bad();
      skip();
      if (chunk.length === 2) {
        if (at === text.length) {
          if (handling === 'stop-before-partial') return { bytes, read };
          throw bad();
        }
        if (text[at] !== '=') throw bad();
        at++;
        skip();
      }
      if (at < text.length) throw bad();
      const spare = chunk.length === 2 ? chunk[1] & 15 : chunk[2] & 3;
      if (handling === 'strict' && spare !== 0) throw bad();
      put(chunk);
      return { bytes, read: text.length };
    }
    const digit = alphabet.indexOf(character);
    if (digit < 0) throw bad();
    const room = most - bytes.length;
    if ((room === 1 && chunk.length === 2) || (room === 2 && chunk.length === 3)) return { bytes, read };
    chunk.push(digit);
    if (chunk.length < 4) continue;
    put(chunk);
    chunk = [];
    read = at;
    if (bytes.length === most) return { bytes, read };
  }
}

function decodeHex(text, most) {
  if (text.length % 2 !== 0) throw bad('Input string must contain hex characters in even length');
  const bytes = [];
  let at = 0;
  for (; at < text.length && bytes.length < most; at += 2) {
    const pair = text.slice(at, at + 2);
    if (!/^[\da-fA-F]{2}$/.test(pair)) throw bad('Input string must contain hex characters in even length');
    bytes.push(parseInt(pair, 16));
  }
  return { bytes, read: at };
}

const statics = {
  fromBase64(string, options = undefined) {
    checkString(string);
    return new Uint8Array(decode(string, alphabetOf(options), lastChunkOf(options), Infinity).bytes);
  },
  fromHex(string) {
    checkString(string);
    return new Uint8Array(decodeHex(string, Infinity).bytes);
  },
};

const methods = {
  toBase64(options = undefined) {
    checkBytes(this, 'Uint8Array.prototype.toBase64');
    const alphabet = alphabetOf(options);
    const padded = !options?.omitPadding;
    let text = '';
    for (let at = 0; at < this.length; at += 3) {
      const left = this.length - at;
      const bits = (this[at] << 16) | ((this[at + 1] ?? 0) << 8) | (this[at + 2] ?? 0);
      text += alphabet[bits >> 18] + alphabet[(bits >> 12) & 63];
      if (left > 1) text += alphabet[(bits >> 6) & 63];
      if (left > 2) text += alphabet[bits & 63];
      else if (padded) text += left === 1 ? '==' : '=';
    }
    return text;
  },
  toHex() {
    checkBytes(this, 'Uint8Array.prototype.toHex');
    let text = '';
    for (const byte of this) text += byte.toString(16).padStart(2, '0');
    return text;
  },
  setFromBase64(string, options = undefined) {
    checkBytes(this, 'Uint8Array.prototype.setFromBase64');
    checkString(string);
    const { bytes, read } = decode(string, alphabetOf(options), lastChunkOf(options), this.length);
    this.set(bytes);
    return { read, written: bytes.length };
  },
  setFromHex(string) {
    checkBytes(this, 'Uint8Array.prototype.setFromHex');
    checkString(string);
    const { bytes, read } = decodeHex(string, this.length);
    this.set(bytes);
    return { read, written: bytes.length };
  },
};

for (const name of Object.keys(statics)) exports[`Uint8Array.${name}`] = statics[name];
for (const name of Object.keys(methods)) exports[`Uint8Array#${name}`] = methods[name];
