'use strict';
// URLPattern (URL Pattern, 1.2).
//
// native:
//   compile(input, baseURL, ignoreCase)   [[pattern, expression, names] × 8, hasRegExpGroups]; a
//                                         text says what is wrong
//   components(input, baseURL)            the eight parts of a URL; undefined: no URL, null: both an
//                                         init and a base URL

const { create, lookup, form, inspectable } = require('internal/webidl');
const { codedError } = require('internal/errors');

const PARTS = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];
const MEMBERS = [...PARTS, 'baseURL'];
const BRAND = 'URLPattern';

const isObject = (value) => value !== null && (typeof value === 'object' || typeof value === 'function');
const argument = (message) => codedError('TypeError', 'ERR_INVALID_ARG_TYPE', message);

// Web IDL, 3.2.17: members are read in the order of their names.
function readInit(value) {
  if (value === undefined || value === null) return MEMBERS.map(() => undefined);
  const read = {};
  for (const name of [...MEMBERS].sort()) {
    const member = value[name];
    read[name] = member === undefined ? undefined : `${member}`.toWellFormed();
  }
  return MEMBERS.map((name) => read[name]);
}

function inputOf(value, refuse) {
  if (typeof value === 'string') return value.toWellFormed();
  if (value === undefined || value === null || isObject(value)) return readInit(value);
  throw refuse();
}

function checkThis(value) {
  const state = lookup(value, BRAND);
  if (state === undefined) throw new TypeError('Illegal invocation');
  return state;
}

function URLPattern(input, baseURL, options) {
  if (new.target === undefined) {
    throw codedError('TypeError', 'ERR_CONSTRUCT_CALL_REQUIRED', 'Cannot call constructor without `new`');
  }
  const given = inputOf(input, () => argument('Input must be an object or a string'));
  if (isObject(baseURL) && options === undefined) [baseURL, options] = [undefined, baseURL];
  if (baseURL !== undefined && baseURL !== null && typeof baseURL !== 'string') {
    throw argument('second argument must be a string or object');
  }
  if (options !== undefined && options !== null && !isObject(options)) throw argument('options.ignoreCase must be a boolean');
  const ignoreCase = Boolean(options?.ignoreCase);
  const fail = (cause) => {
    const error = codedError('TypeError', 'ERR_INVALID_URL_PATTERN', 'Failed to construct URLPattern');
    Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true, enumerable: false });
    return error;
  };
  const compiled = native.compile(given, baseURL ?? undefined, ignoreCase);
  if (typeof compiled === 'string') throw fail(new TypeError(compiled));
  const state = { brand: BRAND, hasRegExpGroups: compiled[PARTS.length] };
  const flags = ignoreCase ? 'vi' : 'v';
  PARTS.forEach((name, at) => {
    const [pattern, expression, names] = compiled[at];
    try {
      // The crate writes what stands between two slashes for engines without the flag v.
      const text = expression.replaceAll('[^/]', '[^\\/]');
      state[name] = { pattern, expression: new RegExp(text, flags), names };
    } catch (error) {
      throw fail(error);
    }
  });
  return create(new.target, URLPattern, form.refused, state);
}
Object.defineProperty(URLPattern, 'length', { value: 0, configurable: true });

// 2.3 match
function match(state, input, baseURL, what) {
  const refuse = () => argument('URLPattern input needs to be a string or an object');
  const given = inputOf(input, refuse);
  if (baseURL !== undefined && typeof baseURL !== 'string') throw argument('baseURL must be a string');
  const parts = native.components(given, baseURL);
  if (parts === null) throw codedError('TypeError', 'ERR_OPERATION_FAILED', `Failed to ${what} URLPattern`);
  if (parts === undefined) return null;
  const found = [];
  for (let at = 0; at < PARTS.length; at++) {
    const result = state[PARTS[at]].expression.exec(parts[at]);
    if (result === null) return null;
    found.push(result);
  }
  return { parts, found };
}

const methods = {
  exec(input = undefined, baseURL = undefined) {
    const state = checkThis(this);
    const matched = match(state, input, baseURL, 'exec');
    if (matched === null) return null;
    const inputs = [input === undefined ? {} : input];
    if (baseURL !== undefined) inputs.push(baseURL);
    const result = { inputs };
    PARTS.forEach((name, at) => {
      const groups = {};
      state[name].names.forEach((group, index) => { groups[group] = matched.found[at][index + 1]; });
      result[name] = { groups, input: matched.parts[at] };
    });
    // Node gives its members in the order of their names, and no prototype.
    const sorted = { __proto__: null };
    for (const name of Object.keys(result).sort()) sorted[name] = result[name];
    return sorted;
  },
  test(input = undefined, baseURL = undefined) {
    return match(checkThis(this), input, baseURL, 'test') !== null;
  },
};

for (const name of PARTS) accessor(name, (state) => state[name].pattern);
accessor('hasRegExpGroups', (state) => state.hasRegExpGroups);

function accessor(name, read) {
  Object.defineProperty(URLPattern.prototype, name, {
    get() { return read(checkThis(this)); }, enumerable: true, configurable: true,
  });
}
for (const [name, value] of Object.entries(methods)) {
  Object.defineProperty(value, 'length', { value: 0, configurable: true });
  Object.defineProperty(URLPattern.prototype, name, { value, enumerable: true, writable: true, configurable: true });
}
Object.defineProperty(URLPattern.prototype, Symbol.toStringTag, { value: BRAND, configurable: true });
inspectable(URLPattern, () => ({}));

exports.URLPattern = URLPattern;
