'use strict';
// FormData (XMLHttpRequest, 4), and its two forms as bytes.

const { checkThis, create, make, define, form, inspectable, need, usvString, iterable } = require('internal/fetch/idl');

class FormData {
  constructor(element = undefined) {
    if (element !== undefined) {
      throw new TypeError('FormData constructor: Argument 1 could not be converted to: undefined.');
    }
    return create(new.target, FormData, form.refused, { brand: 'FormData', entries: [] });
  }

  append(name, value, filename = undefined) {
    const state = checkThis(this, 'FormData');
    need('FormData.append', arguments.length, 2);
    state.entries.push(entry('FormData.append', name, value, filename, arguments.length));
  }

  delete(name) {
    const state = checkThis(this, 'FormData');
    need('FormData.delete', arguments.length, 1);
    const key = usvString(name);
    state.entries = state.entries.filter(([known]) => known !== key);
  }

  get(name) {
    const state = checkThis(this, 'FormData');
    need('FormData.get', arguments.length, 1);
    const key = usvString(name);
    return state.entries.find(([known]) => known === key)?.[1] ?? null;
  }

  getAll(name) {
    const state = checkThis(this, 'FormData');
    need('FormData.getAll', arguments.length, 1);
    const key = usvString(name);
    return state.entries.filter(([known]) => known === key).map(([, value]) => value);
  }

  has(name) {
    const state = checkThis(this, 'FormData');
    need('FormData.has', arguments.length, 1);
    const key = usvString(name);
    return state.entries.some(([known]) => known === key);
  }

  set(name, value, filename = undefined) {
    const state = checkThis(this, 'FormData');
    need('FormData.set', arguments.length, 2);
    const made = entry('FormData.set', name, value, filename, arguments.length);
    const at = state.entries.findIndex(([known]) => known === made[0]);
    if (at < 0) {
      state.entries.push(made);
      return;
    }
    state.entries = state.entries.filter(([known], index) => index <= at || known !== made[0]);
    state.entries[at] = made;
  }
}

// 4.3 create an entry
function entry(what, name, value, filename, given) {
  const key = usvString(name);
  const isBlob = value instanceof Blob;
  if (!isBlob) {
    if (given > 2) {
      const { inspect } = require('internal/inspect');
      const shown = typeof value === 'string' ? `""${value}""` : `"${inspect(value)}"`;
      throw new TypeError(`${what}: Expected value (${shown}) to be an instance of Blob.`);
    }
    return [key, usvString(value)];
  }
  if (given > 2) {
    const { lastModified } = value;
    return [key, new File([value], usvString(filename), { type: value.type, lastModified })];
  }
  return [key, value instanceof File ? value : new File([value], 'blob', { type: value.type })];
}

iterable(FormData, 'FormData', (state) => state.entries);
define(FormData);
inspectable(FormData, (object) => {
  const shown = {};
  for (const [key, value] of checkThis(object, 'FormData').entries) {
    if (!Object.hasOwn(shown, key)) shown[key] = value;
    else if (Array.isArray(shown[key])) shown[key].push(value);
    else shown[key] = [shown[key], value];
  }
  return shown;
});

exports.FormData = FormData;
exports.formDataOf = (entries) => make(FormData, form.refused, { brand: 'FormData', entries });

const escapeName = (text) => text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
const lines = (text) => text.replace(/\r\n|\r|\n/g, '\r\n');

// HTML, 4.10.22.8 multipart/form-data encoding: the parts of a Blob.
exports.encode = function encode(state, boundary) {
  const parts = [];
  for (const [name, value] of state.entries) {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(lines(name))}"`;
    if (typeof value === 'string') parts.push(`${head}\r\n\r\n${lines(value)}\r\n`);
    else {
      const type = value.type || 'application/octet-stream';
      parts.push(`${head}; filename="${escapeName(value.name)}"\r\nContent-Type: ${type}\r\n\r\n`, value, '\r\n');
    }
  }
  parts.push(`--${boundary}--\r\n`);
  return parts;
};

// RFC 7578: the entries in the bytes of a body.
exports.decode = function decode(body, boundary) {
  const fail = (why) => {
    throw new TypeError('Failed to parse body as FormData.', { cause: new TypeError(why) });
  };
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const mark = Buffer.from(`--${boundary}`);
  const entries = [];
  let at = bytes.indexOf(mark);
  if (at < 0) fail('no boundary found in multipart body');
  for (;;) {
    at += mark.length;
    if (bytes[at] === 0x2d && bytes[at + 1] === 0x2d) return entries;
    if (bytes[at] !== 0x0d || bytes[at + 1] !== 0x0a) fail('boundary is not followed by CRLF');
    at += 2;
    const end = bytes.indexOf('\r\n\r\n', at);
    if (end < 0) fail('the head of a part does not end');
    const { name, filename, type } = partHead(bytes.subarray(at, end).toString('utf8'), fail);
    const next = bytes.indexOf(Buffer.concat([Buffer.from('\r\n'), mark]), end + 2);
    if (next < 0) fail('expected boundary after body');
    const content = bytes.subarray(end + 4, Math.max(next, end + 4));
    entries.push([name, filename === undefined ? content.toString('utf8') : new File([content], filename, { type })]);
    at = next + 2;
  }
};

function partHead(text, fail) {
  let name;
  let filename;
  let type = 'text/plain';
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon < 0) fail('a header of a part has no colon');
    const key = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (key === 'content-type') type = value;
    if (key !== 'content-disposition') continue;
    if (!/^form-data\s*;/i.test(value)) fail('expected form-data for content-disposition header');
    for (const [, part, quoted, plain] of value.matchAll(/;\s*([^=\s;]+)=(?:"([^"]*)"|([^;]*))/g)) {
      const given = (quoted ?? plain).replace(/%0A/gi, '\n').replace(/%0D/gi, '\r').replace(/%22/g, '"');
      if (part.toLowerCase() === 'name') name = given;
      if (part.toLowerCase() === 'filename') filename = given;
    }
  }
  if (name === undefined) fail('header name is null');
  return { name, filename, type };
}
