'use strict';
// Request (Fetch, 5.4).

const {
  checkThis, create, make, define, form, inspectable, need, byteString, dictionary, usvString, oneOf, lookup,
} = require('internal/fetch/idl');
const { HeaderList, headersOf, fill } = require('internal/fetch/headers');
const bodies = require('internal/fetch/body');

const BRAND = 'Request';
const ALLOWED = {
  referrerPolicy: [
    '', 'no-referrer', 'no-referrer-when-downgrade', 'same-origin', 'origin', 'strict-origin', 'origin-when-cross-origin',
    'strict-origin-when-cross-origin', 'unsafe-url',
  ],
  mode: ['navigate', 'same-origin', 'no-cors', 'cors'],
  credentials: ['omit', 'same-origin', 'include'],
  cache: ['default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached'],
  redirect: ['follow', 'manual', 'error'],
  duplex: ['half'],
};

class Request {
  constructor(input, init = undefined) {
    need('Request constructor', arguments.length, 1);
    const state = read(input, dictionary(init));
    return create(new.target, Request, form.refused, state);
  }

  get method() { return checkThis(this, BRAND).method; }

  get url() { return checkThis(this, BRAND).url; }

  get headers() {
    const state = checkThis(this, BRAND);
    state.headersObject ??= headersOf(state.headers, 'request');
    return state.headersObject;
  }

  get destination() { return checkThis(this, BRAND).destination; }

  get referrer() { return checkThis(this, BRAND).referrer; }

  get referrerPolicy() { return checkThis(this, BRAND).referrerPolicy; }

  get mode() { return checkThis(this, BRAND).mode; }

  get credentials() { return checkThis(this, BRAND).credentials; }

  get cache() { return checkThis(this, BRAND).cache; }

  get redirect() { return checkThis(this, BRAND).redirect; }

  get integrity() { return checkThis(this, BRAND).integrity; }

  get keepalive() { return checkThis(this, BRAND).keepalive; }

  get isReloadNavigation() { return checkThis(this, BRAND).isReloadNavigation; }

  get isHistoryNavigation() { return checkThis(this, BRAND).isHistoryNavigation; }

  get signal() { return checkThis(this, BRAND).signal; }

  get body() {
    const { body } = checkThis(this, BRAND);
    return body && bodies.streamObject(body);
  }

  get bodyUsed() {
    const { body } = checkThis(this, BRAND);
    return body !== null && bodies.isUsed(body);
  }

  get duplex() {
    checkThis(this, BRAND);
    return 'half';
  }

  clone() {
    const state = checkThis(this, BRAND);
    if (state.body !== null && bodies.isUnusable(state.body)) throw new TypeError('unusable');
    return make(Request, form.refused, {
      ...state,
      headers: state.headers.copy(),
      headersObject: undefined,
      body: bodies.clone(state.body),
      signal: AbortSignal.any([state.signal]),
    });
  }
}

function parse(text) {
  let url;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new TypeError(`Failed to parse URL from ${text}`, { cause });
  }
  if (url.username || url.password) {
    throw new TypeError(`Request cannot be constructed from a URL that includes credentials: ${text}`);
  }
  return url.href;
}

const fresh = (url) => ({
  brand: BRAND, url, method: 'GET', headers: new HeaderList(), headersObject: undefined, destination: '',
  referrer: 'about:client', referrerPolicy: '', mode: 'cors', credentials: 'same-origin', cache: 'default',
  redirect: 'follow', integrity: '', keepalive: false, isReloadNavigation: false, isHistoryNavigation: false,
  signal: undefined, body: null,
});

// 5.4 new Request(input, init)
function read(input, init) {
  const base = lookup(input, BRAND);
  const state = base === undefined ? fresh(parse(usvString(input)))
    : { ...base, headers: base.headers.copy(), headersObject: undefined, body: null };
  if (init.window !== undefined && init.window !== null) throw new TypeError("'window' option 'client' must be null");
  readReferrer(state, init.referrer);
  for (const name of ['referrerPolicy', 'mode', 'credentials', 'cache', 'redirect']) {
    if (init[name] !== undefined) state[name] = oneOf(init[name], ALLOWED[name]);
  }
  if (state.mode === 'navigate') throw new TypeError('Request constructor: invalid request mode navigate.');
  if (state.cache === 'only-if-cached' && state.mode !== 'same-origin') {
    throw new TypeError("'only-if-cached' can be set only with 'same-origin' mode");
  }
  if (init.integrity !== undefined) state.integrity = `${init.integrity}`;
  if (init.keepalive !== undefined) state.keepalive = Boolean(init.keepalive);
  if (init.duplex !== undefined) oneOf(init.duplex, ALLOWED.duplex);
  if (init.method !== undefined) state.method = methodOf(byteString(init.method));
  readSignal(state, init.signal, base?.signal);
  if (init.headers !== undefined) {
    state.headers = new HeaderList();
    fill({ list: state.headers, guard: 'request' }, init.headers);
  }
  readBody(state, init, base);
  return state;
}

function readReferrer(state, given) {
  if (given === undefined) return;
  const referrer = usvString(given);
  if (referrer === '') {
    state.referrer = '';
    return;
  }
  try {
    state.referrer = new URL(referrer).href;
  } catch (cause) {
    throw new TypeError(`Referrer "${referrer}" is not a valid URL.`, { cause });
  }
}

// 2.2.1 Methods
function methodOf(given) {
  if (!/^[!#$%&'*+.^_`|~A-Za-z0-9-]+$/.test(given)) throw new TypeError(`'${given}' is not a valid HTTP method.`);
  const upper = given.toUpperCase();
  if (['CONNECT', 'TRACE', 'TRACK'].includes(upper)) throw new TypeError(`'${given}' HTTP method is unsupported.`);
  return ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'].includes(upper) ? upper : given;
}

function readSignal(state, given, inherited) {
  let source = inherited;
  if (given !== undefined) {
    if (given !== null && !(given instanceof AbortSignal)) {
      const { inspect } = require('internal/inspect');
      throw new TypeError(`RequestInit: Expected signal ("${inspect(given)}") to be an instance of AbortSignal.`);
    }
    source = given ?? undefined;
  }
  state.signal = AbortSignal.any(source === undefined ? [] : [source]);
}

function readBody(state, init, base) {
  const inherited = base?.body ?? null;
  const given = init.body !== undefined && init.body !== null;
  if ((given || inherited !== null) && ['GET', 'HEAD'].includes(state.method)) {
    throw new TypeError('Request with GET/HEAD method cannot have body.');
  }
  if (given) {
    const { body, type } = bodies.extract(init.body);
    if (body.source === null && init.duplex === undefined) {
      throw new TypeError('RequestInit: duplex option is required when sending a body.');
    }
    state.body = body;
    if (type !== null && !state.headers.has('content-type')) state.headers.append('content-type', type);
    return;
  }
  if (inherited === null) return;
  if (bodies.isUnusable(inherited)) {
    throw new TypeError('Cannot construct a Request with a Request object that has already been used.');
  }
  // The new request takes the body over: the other one has been used.
  const stream = bodies.streamObject(inherited);
  const { TransformStream } = require('internal/webstreams/transform_class');
  state.body = { ...inherited, stream: stream.pipeThrough(new TransformStream()) };
}

bodies.mixIn(Request, BRAND);
define(Request);
inspectable(Request, ({
  method, url, headers, destination, referrer, referrerPolicy, mode, credentials, cache, redirect, integrity, keepalive,
  isReloadNavigation, isHistoryNavigation, signal,
}) => ({
  method, url, headers, destination, referrer, referrerPolicy, mode, credentials, cache, redirect, integrity, keepalive,
  isReloadNavigation, isHistoryNavigation, signal,
}));

exports.Request = Request;
exports.stateOf = (object) => lookup(object, BRAND);
