'use strict';
// Response (Fetch, 5.5).

const { checkThis, create, make, define, form, inspectable, need, byteString, dictionary, usvString } = require('internal/fetch/idl');
const { HeaderList, headersOf, fill } = require('internal/fetch/headers');
const bodies = require('internal/fetch/body');

const BRAND = 'Response';
const NO_BODY = [101, 103, 204, 205, 304];

const blank = (changes) => ({
  brand: BRAND, type: 'default', url: '', redirected: false, status: 200, statusText: '', headers: new HeaderList(),
  body: null, headersObject: undefined, guard: 'response', ...changes,
});

class Response {
  constructor(body = null, init = undefined) {
    const given = body === null || body === undefined ? undefined : bodies.extract(body);
    const state = blank();
    initialize(state, dictionary(init), given);
    return create(new.target, Response, form.refused, state);
  }

  static error() { return exports.responseOf({ type: 'error', status: 0, guard: 'immutable' }); }

  static json(data, init = undefined) {
    need('Response.json', arguments.length, 1);
    let text;
    try {
      text = JSON.stringify(data);
    } catch (error) {
      throw error;
    }
    if (text === undefined) throw new TypeError('Value is not JSON serializable');
    const state = blank();
    const { body } = bodies.extract(text);
    initialize(state, dictionary(init), { body, type: 'application/json' });
    return make(Response, form.refused, state);
  }

  static redirect(url, status = 302) {
    need('Response.redirect', arguments.length, 1);
    let parsed;
    try {
      parsed = new URL(usvString(url));
    } catch (cause) {
      throw new TypeError(`Failed to parse URL from ${usvString(url)}`, { cause });
    }
    const code = Number(status) & 0xffff;
    if (![301, 302, 303, 307, 308].includes(code)) throw new RangeError(`Invalid status code ${code}`);
    const headers = new HeaderList();
    headers.append('location', parsed.href);
    return exports.responseOf({ status: code, headers, guard: 'immutable' });
  }

  get type() { return checkThis(this, BRAND).type; }

  get url() { return checkThis(this, BRAND).url.split('#')[0]; }

  get redirected() { return checkThis(this, BRAND).redirected; }

  get status() { return checkThis(this, BRAND).status; }

  get ok() {
    const { status } = checkThis(this, BRAND);
    return status >= 200 && status <= 299;
  }

  get statusText() { return checkThis(this, BRAND).statusText; }

  get headers() {
    const state = checkThis(this, BRAND);
    state.headersObject ??= headersOf(state.headers, state.guard);
    return state.headersObject;
  }

  get body() {
    const { body } = checkThis(this, BRAND);
    return body && bodies.streamObject(body);
  }

  get bodyUsed() {
    const { body } = checkThis(this, BRAND);
    return body !== null && bodies.isUsed(body);
  }

  clone() {
    const state = checkThis(this, BRAND);
    if (state.body !== null && bodies.isUnusable(state.body)) {
      throw new TypeError('Response.clone: Body has already been consumed.');
    }
    return exports.responseOf({
      ...state, headers: state.headers.copy(), headersObject: undefined, body: bodies.clone(state.body),
    });
  }
}

// 5.5 initialize a response
function initialize(state, init, given) {
  const { status = 200, statusText = '', headers } = init;
  const code = Math.trunc(Number(status)) & 0xffff;
  if (code < 200 || code > 599) throw new RangeError('init["status"] must be in the range of 200 to 599, inclusive.');
  const text = byteString(statusText);
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) throw new TypeError('Invalid statusText');
  state.status = code;
  state.statusText = text;
  if (headers !== undefined) fill({ list: state.headers, guard: 'response' }, headers);
  if (given === undefined) return;
  if (NO_BODY.includes(code)) throw new TypeError(`Response constructor: Invalid response status code ${code}`);
  state.body = given.body;
  if (given.type !== null && !state.headers.has('content-type')) state.headers.append('content-type', given.type);
}

bodies.mixIn(Response, BRAND);
define(Response);
inspectable(Response, ({ status, statusText, headers, body, bodyUsed, ok, redirected, type, url }) =>
  ({ status, statusText, headers, body, bodyUsed, ok, redirected, type, url }));

exports.Response = Response;
exports.responseOf = (changes) => make(Response, form.refused, blank(changes));
