'use strict';
// The `assert` module: each function throws an AssertionError when its claim is false.
// Wording lives in internal/assert/*.

const { nodeError } = require('internal/errors');

const lazy = {
  get AssertionError() { return require('internal/assert/assertion_error').AssertionError; },
  get deep() { return require('internal/deep_equal'); },
  get throwing() { return require('internal/assert/throwing'); },
};

// Throws for a false claim: the caller's own error, or one with its message.
function fail({ actual, expected, operator, message, stackStartFn, diff }) {
  if (message instanceof Error) throw message;
  throw new lazy.AssertionError({ actual, expected, operator, message, stackStartFn, diff });
}

// A message may be text, a template with its values, or a function that makes one.
function messageOf(args) {
  if (!Array.isArray(args)) return args;
  const [message, ...values] = args;
  if (typeof message === 'function' && values.length === 0) return message();
  if (values.length > 0 && typeof message === 'string') return require('internal/inspect').format(message, ...values);
  return message;
}

function check(value, { actual, expected, operator, args, stackStartFn, diff }) {
  if (value) return;
  checkMessage(args, stackStartFn);
  if (args[0] instanceof Error) throw args[0];
  fail({ actual, expected, operator, message: messageOf(args), stackStartFn, diff });
}

function checkMessage([message]) {
  if (message === undefined || message === null) return;
  if (typeof message === 'string' || typeof message === 'function' || message instanceof Error) return;
  throw nodeError('ERR_INVALID_ARG_TYPE', 'message', ['string', 'Function'], message);
}

function needBoth(count) {
  if (count < 2) throw nodeError('ERR_MISSING_ARGS', 'actual', 'expected');
}

// A function of (actual, expected, message) from a test of the two.
function comparison(name, operator, test) {
  const compare = {
    [name](...args) {
      needBoth(args.length);
      const [actual, expected, ...message] = args;
      check(test(actual, expected), {
        actual, expected, operator, args: message, stackStartFn: compare, diff: diffOf(this),
      });
    },
  }[name];
  return compare;
}

const diffOf = (self) => (typeof self === 'object' ? self?.[OPTIONS]?.diff : undefined);
const OPTIONS = Symbol('options');

// eslint-disable-next-line eqeqeq
const loosely = (a, b) => a == b || (Number.isNaN(a) && Number.isNaN(b));

const functions = {
  get AssertionError() { return lazy.AssertionError; },

  ok(...args) { truthy(args, functions.ok); },

  fail(...args) {
    const [message] = args;
    if (message instanceof Error) throw message;
    const text = args.length > 1 ? messageOf(args) : message;
    const error = new lazy.AssertionError({
      message: text === undefined ? 'Failed' : text, operator: 'fail', stackStartFn: functions.fail,
    });
    error.generatedMessage = text === undefined;
    throw error;
  },

  equal: comparison('equal', '==', loosely),
  notEqual: comparison('notEqual', '!=', (a, b) => !loosely(a, b)),
  deepEqual: comparison('deepEqual', 'deepEqual', (a, b) => lazy.deep.isDeepEqual(a, b)),
  notDeepEqual: comparison('notDeepEqual', 'notDeepEqual', (a, b) => !lazy.deep.isDeepEqual(a, b)),
  deepStrictEqual: comparison('deepStrictEqual', 'deepStrictEqual', (a, b) => lazy.deep.isDeepStrictEqual(a, b)),
  notDeepStrictEqual: comparison('notDeepStrictEqual', 'notDeepStrictEqual',
    (a, b) => !lazy.deep.isDeepStrictEqual(a, b)),
  strictEqual: comparison('strictEqual', 'strictEqual', Object.is),
  notStrictEqual: comparison('notStrictEqual', 'notStrictEqual', (a, b) => !Object.is(a, b)),
  partialDeepStrictEqual: comparison('partialDeepStrictEqual', 'partialDeepStrictEqual',
    (a, b) => lazy.deep.isPartiallyEqual(a, b)),

  match(string, regexp, ...message) { matches(string, regexp, message, functions.match, true); },

  throws(...args) {
    const { expectsError, caughtFrom } = lazy.throwing;
    expectsError(functions.throws, caughtFrom(args[0]), 'throws', args.slice(1));
  },

  async rejects(promiseFn, ...args) {
    const { expectsError, rejectionOf } = lazy.throwing;
    expectsError(functions.rejects, await rejectionOf(promiseFn), 'rejects', args);
  },

  doesNotThrow(...args) {
    const { expectsNoError, caughtFrom } = lazy.throwing;
    expectsNoError(functions.doesNotThrow, caughtFrom(args[0]), 'doesNotThrow', args.slice(1));
  },

  async doesNotReject(promiseFn, ...args) {
    const { expectsNoError, rejectionOf } = lazy.throwing;
    expectsNoError(functions.doesNotReject, await rejectionOf(promiseFn), 'doesNotReject', args);
  },

  ifError(error) {
    if (error === null || error === undefined) return;
    throw lazy.throwing.unwanted(error, functions.ifError);
  },

  doesNotMatch(string, regexp, ...message) { matches(string, regexp, message, functions.doesNotMatch, false); },
};

function truthy(args, stackStartFn) {
  if (args[0]) return;
  const [actual, ...message] = args;
  let text;
  let generated = true;
  if (args.length === 0) {
    text = 'No value argument passed to `assert.ok()`';
  } else if (message[0] === undefined || message[0] === null) {
    text = require('internal/assert/source').falsyMessage(new Error(), stackStartFn);
  } else {
    checkMessage(message);
    if (message[0] instanceof Error) throw message[0];
    text = messageOf(message);
    generated = false;
  }
  const error = new lazy.AssertionError({ actual, expected: true, message: text, operator: '==', stackStartFn });
  error.generatedMessage = generated;
  throw error;
}

function matches(string, regexp, message, stackStartFn, wanted) {
  if (!(regexp instanceof RegExp)) throw nodeError('ERR_INVALID_ARG_TYPE', 'regexp', 'RegExp', regexp);
  const isText = typeof string === 'string';
  if (isText && (RegExp.prototype.exec.call(regexp, string) !== null) === wanted) return;
  if (message[0] instanceof Error) throw message[0];
  const generated = message[0] === undefined;
  const own = messageOf(message);
  let text = own;
  if (generated) {
    const { inspect } = require('internal/inspect');
    const verb = wanted ? 'did not match the' : 'was expected to not match the';
    text = isText
      ? `The input ${verb} regular expression ${inspect(regexp)}. Input:\n\n${inspect(string)}\n`
      : `The "string" argument must be of type string. Received ${describe(string)}`;
  }
  const operator = wanted ? 'match' : 'doesNotMatch';
  const error = new lazy.AssertionError({ actual: string, expected: regexp, message: text, operator, stackStartFn });
  error.generatedMessage = generated;
  throw error;
}

function describe(value) {
  if (value === undefined || value === null) return `type ${typeof value} (${value})`;
  return require('internal/errors').describeReceived(value);
}

const STRICT_NAMES = {
  equal: 'strictEqual', notEqual: 'notStrictEqual', deepEqual: 'deepStrictEqual', notDeepEqual: 'notDeepStrictEqual',
};
const ORDER = [
  'AssertionError', 'ok', 'fail', 'equal', 'notEqual', 'deepEqual', 'notDeepEqual', 'deepStrictEqual',
  'notDeepStrictEqual', 'strictEqual', 'notStrictEqual', 'partialDeepStrictEqual', 'match', 'doesNotMatch', 'throws',
  'rejects', 'doesNotThrow', 'doesNotReject', 'ifError',
];

function fill(target, isStrict) {
  for (const name of ORDER) {
    const { get, value } = Object.getOwnPropertyDescriptor(functions, isStrict ? STRICT_NAMES[name] ?? name : name);
    const property = get === undefined ? { value, writable: true } : { get };
    Object.defineProperty(target, name, { ...property, enumerable: true, configurable: true });
  }
  return target;
}

function assert(...args) { truthy(args, assert); }
function strict(...args) { truthy(args, strict); }
fill(assert, false);
fill(strict, true);

// A set of assertions with options of its own.
function Assert(options) {
  if (new.target === undefined) throw nodeError('ERR_CONSTRUCT_CALL_REQUIRED', 'Assert');
  const { diff = 'simple', strict: isStrict = true } = options ?? {};
  require('internal/validators').validateOneOf(diff, 'options.diff', ['simple', 'full']);
  Object.defineProperty(this, OPTIONS, { value: { diff } });
  fill(this, isStrict);
}

assert.strict = strict;
strict.Assert = Assert;
assert.Assert = Assert;
strict.strict = strict;

module.exports = assert;
