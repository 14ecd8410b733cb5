'use strict';
// The `util` module: small functions here, larger ones loaded when first called.
//
// native:
//   markTransferable(signal)   lets an abort signal go to other threads; false for anything else

const { nodeError } = require('internal/errors');
const { defineLazy } = require('internal/lazy');

const customPromisify = Symbol.for('nodejs.util.promisify.custom');
const check = () => require('internal/validators');

// Functions whose code lives elsewhere: name -> its file.
const ELSEWHERE = {
  format: 'internal/inspect',
  formatWithOptions: 'internal/inspect',
  isDeepStrictEqual: 'internal/deep_equal',
  styleText: 'internal/util/style_text',
  parseArgs: 'internal/util/parse_args',
  parseEnv: 'internal/util/parse_env',
  diff: 'internal/util/diff',
  getSystemErrorMap: 'internal/util/system_errors',
  getSystemErrorName: 'internal/util/system_errors',
  getSystemErrorMessage: 'internal/util/system_errors',
  _errnoException: 'internal/util/system_errors',
  _exceptionWithHostPort: 'internal/util/system_errors',
  debuglog: 'internal/util/debuglog',
  deprecate: 'internal/util/deprecate',
};
for (const name of Object.keys(ELSEWHERE)) {
  exports[name] = { [name](...args) { return require(ELSEWHERE[name])[name](...args); } }[name];
}
exports.debug = exports.debuglog;

// Values that cost something to make, made when first read.
const LAZY = {
  inspect: () => require('internal/inspect').inspect,
  types: () => require('util/types'),
  TextDecoder: () => globalThis.TextDecoder,
  TextEncoder: () => globalThis.TextEncoder,
  MIMEType: () => require('internal/util/mime').MIMEType,
  MIMEParams: () => require('internal/util/mime').MIMEParams,
};
for (const [name, make] of Object.entries(LAZY)) defineLazy(exports, name, make);

exports.promisify = function promisify(original) {
  check().validateFunction(original, 'original');
  const own = original[customPromisify];
  if (own) {
    check().validateFunction(own, 'util.promisify.custom');
    return mark(own);
  }
  function promisified(...args) {
    return new Promise((resolve, reject) => {
      const done = (error, value) => (error ? reject(error) : resolve(value));
      const returned = Reflect.apply(original, this, [...args, done]);
      if (returned instanceof Promise) {
        process.emitWarning(
          'Calling promisify on a function that returns a Promise is likely a mistake.',
          'DeprecationWarning', 'DEP0174');
      }
    });
  }
  Object.setPrototypeOf(promisified, Object.getPrototypeOf(original));
  mark(promisified);
  const properties = Object.getOwnPropertyDescriptors(original);
  for (const key of Reflect.ownKeys(properties)) {
    if (key === 'prototype' || key === customPromisify) continue;
    Object.defineProperty(promisified, key, properties[key]);
  }
  return promisified;
};

const mark = (promisified) => Object.defineProperty(promisified, customPromisify, {
  value: promisified, enumerable: false, writable: false, configurable: true,
});
exports.promisify.custom = customPromisify;

exports.callbackify = function callbackify(original) {
  check().validateFunction(original, 'original');
  function callbackified(...args) {
    const callback = args.pop();
    check().validateFunction(callback, 'last argument');
    const later = (...results) => process.nextTick(() => Reflect.apply(callback, this, results));
    Reflect.apply(original, this, args).then((value) => later(null, value), (reason) => later(toError(reason)));
  }
  const { length, name } = original;
  Object.defineProperties(callbackified, {
    length: { value: typeof length === 'number' ? length + 1 : length, configurable: true },
    name: { value: typeof name === 'string' ? `${name}Callbackified` : name, configurable: true },
  });
  return callbackified;
};

// A callback's first argument must be truthy.
function toError(reason) {
  if (reason) return reason;
  const error = nodeError('ERR_FALSY_VALUE_REJECTION');
  error.reason = reason;
  return error;
}

exports.inherits = function inherits(ctor, superCtor) {
  if (ctor === undefined || ctor === null) throw nodeError('ERR_INVALID_ARG_TYPE', 'ctor', 'Function', ctor);
  if (superCtor === undefined || superCtor === null) {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'superCtor', 'Function', superCtor);
  }
  if (superCtor.prototype === undefined) {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'superCtor.prototype', 'Object', superCtor.prototype);
  }
  Object.defineProperty(ctor, 'super_', { value: superCtor, writable: true, configurable: true });
  Object.setPrototypeOf(ctor.prototype, superCtor.prototype);
};

exports.isArray = Array.isArray;

exports._extend = function _extend(target, source) {
  return source !== null && typeof source === 'object' ? Object.assign(target, source) : target;
};

exports.stripVTControlCharacters = function stripVTControlCharacters(str) {
  check().validateString(str, 'str');
  return require('internal/inspect/text').stripControlSequences(str);
};

exports.toUSVString = function toUSVString(input) {
  return String(input).toWellFormed();
};

exports.aborted = async function aborted(signal, resource) {
  if (signal === undefined) throw nodeError('ERR_INVALID_ARG_TYPE', 'signal', 'AbortSignal', signal);
  check().validateAbortSignal(signal, 'signal');
  check().validateObject(resource, 'resource', { allowFunction: true });
  if (signal.aborted) return undefined;
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
};

exports.transferableAbortSignal = function transferableAbortSignal(signal) {
  if (!native.markTransferable(signal)) throw nodeError('ERR_INVALID_ARG_TYPE', 'signal', 'AbortSignal', signal);
  return signal;
};
exports.transferableAbortController = function transferableAbortController() {
  const controller = new AbortController();
  native.markTransferable(controller.signal);
  return controller;
};
exports.markPromiseAsHandled = (promise) => { promise.catch(() => {}); };

exports.convertProcessSignalToExitCode = function convertProcessSignalToExitCode(signalCode) {
  const { signals } = require('os').constants;
  check().validateOneOf(signalCode, 'signalCode', Object.keys(signals));
  return 128 + signals[signalCode];
};

exports.getCallSites = function getCallSites(frameCount = 8) {
  const count = typeof frameCount === 'number' ? frameCount : 8;
  check().validateInteger(count, 'frameCount', 1, 200);
  const frames = require('internal/errors').frames().slice(0, count);
  return frames.map(([, functionName, scriptName, lineNumber, column]) => ({
    __proto__: null, functionName, scriptId: '0', scriptName, lineNumber, columnNumber: column, column,
  }));
};
