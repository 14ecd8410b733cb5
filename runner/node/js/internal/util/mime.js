'use strict';
// MIMEType and MIMEParams: parse and print MIME types as the WHATWG MIME standard says.

const { nodeError } = require('internal/errors');

const TOKEN = /^[!#$%&'*+\-.^_`|~A-Za-z0-9]+$/;
const QUOTABLE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

class MIMEParams {
  #data = new Map();

  delete(name) { this.#data.delete(`${name}`); }
  get(name) { return this.#data.get(`${name}`) ?? null; }
  has(name) { return this.#data.has(`${name}`); }

  set(name, value) {
    const key = `${name}`;
    const text = `${value}`;
    if (!TOKEN.test(key)) {
      throw nodeError('ERR_INVALID_MIME_SYNTAX', 'parameter name', key, key.search(/[^!#$%&'*+\-.^_`|~A-Za-z0-9]/));
    }
    if (!QUOTABLE.test(text)) {
      const at = text.search(/[^\t\u0020-\u007e\u0080-\u00ff]/);
      throw nodeError('ERR_INVALID_MIME_SYNTAX', 'parameter value', text, at);
    }
    this.#data.set(key, text);
  }

  *entries() { yield* this.#data.entries(); }
  *keys() { yield* this.#data.keys(); }
  *values() { yield* this.#data.values(); }
  [Symbol.iterator]() { return this.entries(); }
  toJSON() { return this.toString(); }

  toString() {
    const shown = [];
    for (const [name, value] of this.#data) {
      const quoted = TOKEN.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
      shown.push(`${name}=${quoted}`);
    }
    return shown.join(';');
  }

  // Adds the parameters of "a=b; c=\"d\"", the first of a name counting.
  static parse(text) {
    const params = new MIMEParams();
    const pattern = /\s*([^;=]*)(?:=(?:"((?:[^"\\]|\\[^])*)"?[^;]*|([^;]*)))?(?:;|$)/y;
    while (pattern.lastIndex < text.length) {
      const [, rawName, quoted, bare] = pattern.exec(text);
      const name = rawName.toLowerCase();
      const value = quoted === undefined ? bare?.replace(/\s+$/, '') : quoted.replace(/\\([^])/g, '$1');
      if (value === undefined || (quoted === undefined && value === '')) continue;
      if (TOKEN.test(name) && QUOTABLE.test(value) && !params.has(name)) params.#data.set(name, value);
    }
    return params;
  }
}

function part(kind, text, whole) {
  if (TOKEN.test(text)) return text.toLowerCase();
  throw nodeError('ERR_INVALID_MIME_SYNTAX', kind, whole, text === '' ? -1 : whole.indexOf(text));
}

class MIMEType {
  #type;
  #subtype;
  #params;

  constructor(input) {
    const text = `${input}`.trim();
    const slash = text.indexOf('/');
    if (slash < 1) throw nodeError('ERR_INVALID_MIME_SYNTAX', 'type', text, -1);
    this.#type = part('type', text.slice(0, slash), text);
    const end = text.indexOf(';', slash);
    const subtype = text.slice(slash + 1, end < 0 ? undefined : end).trimEnd();
    this.#subtype = part('subtype', subtype, text);
    this.#params = MIMEParams.parse(end < 0 ? '' : text.slice(end + 1));
  }

  get type() { return this.#type; }
  set type(value) { this.#type = part('type', `${value}`, `${value}`); }
  get subtype() { return this.#subtype; }
  set subtype(value) { this.#subtype = part('subtype', `${value}`, `${value}`); }
  get essence() { return `${this.#type}/${this.#subtype}`; }
  get params() { return this.#params; }
  toJSON() { return this.toString(); }

  toString() {
    const params = this.#params.toString();
    return `${this.essence}${params === '' ? '' : `;${params}`}`;
  }
}

for (const [Class, names] of [
  [MIMEParams, ['delete', 'get', 'has', 'set', 'entries', 'keys', 'values', 'toString', 'toJSON']],
  [MIMEType, ['type', 'subtype', 'essence', 'params', 'toString', 'toJSON']],
]) for (const name of names) Object.defineProperty(Class.prototype, name, { enumerable: true });

exports.MIMEType = MIMEType;
exports.MIMEParams = MIMEParams;
