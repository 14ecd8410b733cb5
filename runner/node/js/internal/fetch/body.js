'use strict';
// Bodies: what a script gives as one, and the methods that read one (Fetch, 5.3 and 5.2).

const { checkThis, lookup, usvString } = require('internal/fetch/idl');
const { react } = require('internal/webidl');
const streams = require('internal/webstreams/readable');

const streamOfBytes = (bytes) => require('internal/webstreams/sources').streamOfBytes(bytes);
const text = new TextDecoder();

// Fetch, 5.2 extract a body: { body, type }, where a body is { stream, source, length }.
exports.extract = function extract(object) {
  if (lookup(object, 'ReadableStream') !== undefined) {
    const stream = lookup(object, 'ReadableStream');
    if (stream.disturbed || streams.isLocked(stream)) {
      throw new TypeError('Response body object should not be disturbed or locked');
    }
    return { body: { stream: object, source: null, length: null }, type: null };
  }
  if (object instanceof URLSearchParams) {
    return ofBytes(Buffer.from(object.toString()), 'application/x-www-form-urlencoded;charset=UTF-8');
  }
  if (object instanceof Blob) {
    const body = { stream: undefined, source: object, length: object.size };
    return { body, type: object.type || null };
  }
  if (object instanceof ArrayBuffer || object instanceof SharedArrayBuffer) return ofBytes(new Uint8Array(object).slice(), null);
  if (ArrayBuffer.isView(object)) {
    return ofBytes(new Uint8Array(object.buffer, object.byteOffset, object.byteLength).slice(), null);
  }
  const formData = lookup(object, 'FormData');
  if (formData !== undefined) return ofFormData(formData);
  if (typeof object?.[Symbol.asyncIterator] === 'function') {
    const { fromIterable } = require('internal/webstreams/iteration');
    const { objectOf } = require('internal/webstreams/readable_class');
    return { body: { stream: objectOf(fromIterable(object)), source: null, length: null }, type: null };
  }
  return ofBytes(Buffer.from(usvString(object)), 'text/plain;charset=UTF-8');
};

function ofBytes(bytes, type) {
  return { body: { stream: undefined, source: bytes, length: bytes.byteLength }, type };
}

function ofFormData(state) {
  let digits = '';
  while (digits.length < 11) digits += Math.floor(Math.random() * 10);
  const boundary = `----formdata-undici-0${digits}`.slice(0, 32);
  const { encode } = require('internal/fetch/form_data');
  const source = new Blob(encode(state, boundary));
  const body = { stream: undefined, source, length: source.size };
  return { body, type: `multipart/form-data; boundary=${boundary}` };
}

exports.ofBytes = (bytes) => ofBytes(bytes, null).body;

// The stream of a body, made when somebody looks.
function streamObject(body) {
  if (body.stream === undefined) {
    const { source } = body;
    body.stream = source instanceof Blob ? source.stream() : streamOfBytes(new Uint8Array(source));
  }
  return body.stream;
}
exports.streamObject = streamObject;

const streamState = (body) => lookup(body.stream, 'ReadableStream');
const isUsed = (body) => body.stream !== undefined && streamState(body).disturbed;
const isUnusable = (body) => isUsed(body) || (body.stream !== undefined && streams.isLocked(streamState(body)));
exports.isUsed = isUsed;
exports.isUnusable = isUnusable;

// Fetch, 2.2.4 clone a body
exports.clone = function clone(body) {
  if (body === null) return null;
  if (body.stream === undefined) return { ...body };
  const [first, second] = streamObject(body).tee();
  body.stream = first;
  return { stream: second, source: body.source, length: body.length };
};

// Fetch, 5.3 consume body
function consume(state, convert) {
  const { body } = state;
  if (body !== null && isUnusable(body)) {
    return Promise.reject(new TypeError('Body is unusable: Body has already been read'));
  }
  if (body === null) return react(Promise.resolve(new Uint8Array(0)), convert);
  const reader = streams.acquireReader(lookup(streamObject(body), 'ReadableStream'));
  return react(new Promise((resolve, reject) => {
    streams.readAllBytes(reader, (chunks) => resolve(joined(chunks)), reject);
  }), convert);
}

function joined(chunks) {
  if (chunks.length === 1) return chunks[0];
  let length = 0;
  for (const chunk of chunks) length += chunk.byteLength;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

const utf8 = (bytes) => text.decode(bytes);
const exactly = (bytes) => (bytes.byteLength === bytes.buffer.byteLength && bytes.constructor === Uint8Array
  ? bytes : new Uint8Array(bytes));

function toFormData(bytes, contentType) {
  const { formDataOf, decode } = require('internal/fetch/form_data');
  const essence = contentType?.split(';')[0].trim().toLowerCase();
  if (essence === 'multipart/form-data') {
    const [, quoted, plain] = /;\s*boundary=(?:"([^"]*)"|([^;\s]*))/i.exec(contentType) ?? [];
    const boundary = quoted ?? plain;
    if (!boundary) {
      throw new TypeError('Failed to parse body as FormData.', {
        cause: new TypeError('missing boundary in content-type header'),
      });
    }
    return formDataOf(decode(bytes, boundary));
  }
  if (essence === 'application/x-www-form-urlencoded') return formDataOf([...new URLSearchParams(utf8(bytes))]);
  throw new TypeError('Content-Type was not one of "multipart/form-data" or "application/x-www-form-urlencoded".');
}

// Adds the members of the mixin Body to a class.
exports.mixIn = function mixIn(Class, brand) {
  const reading = (convert) => function read() {
    let state;
    try {
      state = checkThis(this, brand);
    } catch (error) {
      return Promise.reject(error);
    }
    return consume(state, (bytes) => convert(bytes, state.headers.get('content-type')));
  };
  const methods = {
    blob: reading((bytes, type) => new Blob([bytes], { type: type ?? '' })),
    arrayBuffer: reading((bytes) => exactly(bytes).buffer),
    text: reading(utf8),
    json: reading((bytes) => JSON.parse(utf8(bytes))),
    formData: reading(toFormData),
    bytes: reading(exactly),
    textStream() {
      const state = checkThis(this, brand);
      if (state.body !== null && isUnusable(state.body)) throw new TypeError('Body is unusable: Body has already been read');
      const { TextDecoderStream } = require('internal/webstreams/encoding');
      const source = state.body === null ? new Blob([]).stream() : streamObject(state.body);
      return source.pipeThrough(new TextDecoderStream());
    },
  };
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(value, 'name', { value: name, configurable: true });
    Object.defineProperty(Class.prototype, name, { value, writable: true, enumerable: true, configurable: true });
  }
};
