'use strict';
// The `querystring` module: "a=1&b=2" to an object and back.

const { nodeError } = require('internal/errors');

// Characters that stay as they are.
const PLAIN = /^[A-Za-z0-9!'()*\-._~]*$/;

function qsEscape(str) {
  if (typeof str !== 'string') str = typeof str === 'object' ? String(str) : `${str}`;
  if (PLAIN.test(str)) return str;
  try {
    return encodeURIComponent(str);
  } catch {
    throw nodeError('ERR_INVALID_URI');
  }
}

// Bytes of a text with %XX; what isn't an escape stays.
function unescapeBuffer(text, decodeSpaces) {
  const source = Buffer.from(text);
  const out = Buffer.allocUnsafe(source.length);
  let length = 0;
  for (let at = 0; at < source.length; at++) {
    const byte = source[at];
    const digits = byte === 0x25 ? source.latin1Slice(at + 1, at + 3) : '';
    if (/^[\da-fA-F]{2}$/.test(digits)) {
      out[length++] = parseInt(digits, 16);
      at += 2;
    } else {
      out[length++] = byte === 0x2b && decodeSpaces ? 0x20 : byte;
    }
  }
  return out.subarray(0, length);
}

function qsUnescape(text, decodeSpaces) {
  try {
    return decodeURIComponent(text);
  } catch {
    return unescapeBuffer(text, decodeSpaces).toString();
  }
}

function primitive(value) {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? `${value}` : '';
  if (typeof value === 'bigint' || typeof value === 'boolean') return `${value}`;
  return '';
}

function stringify(object, separator, equals, options) {
  separator ||= '&';
  equals ||= '=';
  const encode = typeof options?.encodeURIComponent === 'function' ? options.encodeURIComponent : module.exports.escape;
  if (object === null || typeof object !== 'object') return '';
  const parts = [];
  for (const key of Object.keys(object)) {
    const name = encode(primitive(key)) + equals;
    const value = object[key];
    if (Array.isArray(value)) for (const one of value) parts.push(name + encode(primitive(one)));
    else parts.push(name + encode(primitive(value)));
  }
  return parts.join(separator);
}

function decodeWith(decode, text) {
  const spaced = text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  try {
    return decode(spaced);
  } catch {
    return qsUnescape(spaced, true);
  }
}

function parse(text, separator, equals, options) {
  const result = { __proto__: null };
  if (typeof text !== 'string' || text === '') return result;
  separator = separator ? `${separator}` : '&';
  equals = equals ? `${equals}` : '=';
  const most = typeof options?.maxKeys === 'number' ? options.maxKeys : 1000;
  const own = options?.decodeURIComponent;
  const decode = typeof own === 'function' ? own : module.exports.unescape;
  let count = 0;
  for (const pair of text.split(separator)) {
    if (pair === '') continue;
    if (most > 0 && ++count > most) break;
    const at = pair.indexOf(equals);
    const key = decodeWith(decode, at < 0 ? pair : pair.slice(0, at));
    const value = at < 0 ? '' : decodeWith(decode, pair.slice(at + equals.length));
    if (!(key in result)) result[key] = value;
    else if (Array.isArray(result[key])) result[key].push(value);
    else result[key] = [result[key], value];
  }
  return result;
}

module.exports = {
  unescapeBuffer,
  unescape: qsUnescape,
  escape: qsEscape,
  stringify,
  encode: stringify,
  parse,
  decode: parse,
};
