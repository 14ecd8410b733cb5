'use strict';
// assert.throws, rejects and their opposites: what was thrown, held against what was
// expected. It must never swallow an error that a caller's function threw on its own.

const { nodeError } = require('internal/errors');
const { AssertionError } = require('internal/assert/assertion_error');
const { inspect } = require('internal/inspect');
const { isDeepStrictEqual } = require('internal/deep_equal');

const NOTHING = Symbol('nothing thrown');
const isObject = (value) => typeof value === 'object' && value !== null;

exports.caughtFrom = function caughtFrom(fn) {
  require('internal/validators').validateFunction(fn, 'fn');
  try {
    fn();
  } catch (error) {
    return error;
  }
  return NOTHING;
};

const isThenable = (value) => isObject(value) && typeof value.then === 'function' && typeof value.catch === 'function';

exports.rejectionOf = async function rejectionOf(promiseFn) {
  let promise = promiseFn;
  if (typeof promiseFn === 'function') {
    promise = promiseFn();
    if (!isThenable(promise)) throw nodeError('ERR_INVALID_RETURN_VALUE', 'instance of Promise', 'promiseFn', promise);
  } else if (!isThenable(promise)) {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'promiseFn', ['Function', 'Promise'], promise);
  }
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return NOTHING;
};

function assertion(fields, generated) {
  const error = new AssertionError(fields);
  if (generated !== undefined) error.generatedMessage = generated;
  return error;
}

// The arguments (error, message) may be just (message).
function readArguments(args, caught) {
  let [expected, message] = args;
  if (typeof expected === 'string') {
    if (args.length === 2) {
      throw nodeError('ERR_INVALID_ARG_TYPE', 'error', ['Function', 'Error', 'RegExp', 'Object'], expected);
    }
    if (caught !== NOTHING) {
      const what = isObject(caught) ? caught.message : caught;
      if (what === expected) {
        throw nodeError('ERR_AMBIGUOUS_ARGUMENT', 'error/message', isObject(caught)
          ? `The error message "${caught.message}" is identical to the message.`
          : `The error "${caught}" is identical to the message.`);
      }
    }
    message = expected;
    expected = undefined;
  } else if (expected !== undefined && expected !== null && !isObject(expected) && typeof expected !== 'function') {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'error', ['Function', 'Error', 'RegExp', 'Object'], expected);
  }
  return { expected, message };
}

exports.expectsError = function expectsError(stackStartFn, caught, operator, args) {
  const { expected, message } = readArguments(args, caught);
  if (caught === NOTHING) {
    let text = '';
    if (expected && expected.name) text += ` (${expected.name})`;
    text += message ? `: ${message}` : '.';
    const kind = operator === 'rejects' ? 'rejection' : 'exception';
    throw assertion({
      actual: undefined, expected, operator, message: `Missing expected ${kind}${text}`, stackStartFn,
    });
  }
  if (expected !== undefined) matchError(caught, expected, message, operator, stackStartFn);
};

function matchError(caught, expected, message, operator, stackStartFn) {
  const refuse = (text, fields) => {
    if (message instanceof Error) throw message;
    throw assertion({
      actual: caught, expected, operator, stackStartFn, message: message ?? text, ...fields,
    }, message === undefined);
  };
  if (typeof expected !== 'function') {
    if (expected instanceof RegExp) {
      const text = String(caught);
      if (RegExp.prototype.exec.call(expected, text) !== null) return;
      refuse(`The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(text)}\n`);
    }
    matchProperties(caught, expected, message, operator, stackStartFn);
    return;
  }
  if (expected.prototype !== undefined && caught instanceof expected) return;
  if (Object.prototype.isPrototypeOf.call(Error, expected)) {
    const detail = isObject(caught) && caught instanceof Error
      ? `Received "${caught.constructor?.name ?? caught.name}"${messagePart(caught)}`
      : `Received "${inspect(caught, { depth: -1 })}"`;
    refuse(`The error is expected to be an instance of "${expected.name}". ${detail}`);
  }
  const verdict = expected.call({}, caught);
  if (verdict === true) return;
  const which = expected.name ? `"${expected.name}" validation function` : 'validation function';
  let text = `The ${which} is expected to return "true". Received ${inspect(verdict)}`;
  if (caught instanceof Error) text += `\n\nCaught error:\n\n${caught}`;
  refuse(text);
}

const messagePart = ({ message }) => (message ? `\n\nError message:\n\n${message}` : '');

// Only what both sides show of the properties that are compared.
class Comparison {
  constructor(source, keys, expected) {
    for (const key of keys) {
      if (!(key in source)) continue;
      const matched = expected !== undefined && typeof source[key] === 'string' && expected[key] instanceof RegExp &&
        RegExp.prototype.exec.call(expected[key], source[key]) !== null;
      this[key] = matched ? expected[key] : source[key];
    }
  }
}

function matchProperties(caught, expected, message, operator, stackStartFn) {
  if (!isObject(caught)) {
    if (message instanceof Error) throw message;
    const error = assertion({
      actual: caught, expected, operator: 'deepStrictEqual', message, stackStartFn,
    });
    error.operator = operator;
    throw error;
  }
  const keys = Object.keys(expected);
  if (expected instanceof Error) keys.push('name', 'message');
  else if (keys.length === 0) {
    throw nodeError('ERR_INVALID_ARG_VALUE', 'error', expected, 'may not be an empty object');
  }
  for (const key of keys) {
    if (typeof caught[key] === 'string' && expected[key] instanceof RegExp &&
      RegExp.prototype.exec.call(expected[key], caught[key]) !== null) continue;
    if (key in caught && isDeepStrictEqual(caught[key], expected[key])) continue;
    if (message instanceof Error) throw message;
    const fields = message === undefined ? {
      actual: new Comparison(caught, keys, expected), expected: new Comparison(expected, keys),
      operator: 'deepStrictEqual', stackStartFn,
    } : { message, operator, stackStartFn };
    const error = assertion(fields);
    error.actual = caught;
    error.expected = expected;
    error.operator = operator;
    throw error;
  }
}

exports.expectsNoError = function expectsNoError(stackStartFn, caught, operator, args) {
  if (caught === NOTHING) return;
  const { expected, message } = readArguments(args, NOTHING);
  if (expected && !isExpected(caught, expected)) throw caught;
  const kind = operator === 'doesNotReject' ? 'rejection' : 'exception';
  const details = message ? `: ${message}` : '.';
  throw assertion({
    actual: caught, expected, operator, stackStartFn,
    message: `Got unwanted ${kind}${details}\nActual message: "${caught?.message}"`,
  });
};

function isExpected(caught, expected) {
  if (typeof expected !== 'function') {
    if (expected instanceof RegExp) return RegExp.prototype.exec.call(expected, String(caught)) !== null;
    throw nodeError('ERR_INVALID_ARG_TYPE', 'expected', ['Function', 'RegExp'], expected);
  }
  if (expected.prototype !== undefined && caught instanceof expected) return true;
  if (Object.prototype.isPrototypeOf.call(Error, expected)) return false;
  return expected.call({}, caught) === true;
}

// The error of assert.ifError: it carries the stack of the error that came in.
exports.unwanted = function unwanted(error, stackStartFn) {
  let message = 'ifError got unwanted exception: ';
  if (isObject(error) && typeof error.message === 'string') {
    message += error.message.length === 0 && error.constructor ? error.constructor.name : error.message;
  } else {
    message += inspect(error);
  }
  const made = assertion({ actual: error, expected: null, operator: 'ifError', message, stackStartFn }, false);
  const origin = error?.stack;
  if (typeof origin === 'string') {
    const at = origin.search(/^\s+at /m);
    if (at >= 0) {
      const own = made.stack.split('\n').filter((line) => !origin.includes(line));
      const stack = [...own, ...origin.slice(at).split('\n')].join('\n');
      Object.defineProperty(made, 'stack', { value: stack, writable: true, configurable: true, enumerable: false });
    }
  }
  return made;
};
