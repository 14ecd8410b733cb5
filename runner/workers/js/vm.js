// The module `vm`.
// A script is compiled once for each realm that runs it. What Node puts behind a flag
// (modules in a context) and cached code are not supported.
//
// native:
//   check(code, filename)                 throws the SyntaxError of code that doesn't parse
//   run(code, filename, realm, timeout)   the script's value; without a realm, in this one

const { nodeError, codedError, describeReceived, unsupported } = require('internal/errors');
const {
  validateArray, validateBoolean, validateInteger, validateObject, validateString,
} = require('internal/validators');
const { contextify, createVanilla, realmOf } = require('internal/vm/contexts');

const constants = Object.freeze({
  __proto__: null,
  USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol('vm_dynamic_import_main_context_default'),
  DONT_CONTEXTIFY: Symbol('vm_context_no_contextify'),
});

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

// The realm of a contextified object.
function realmFor(object) {
  const realm = isObject(object) ? realmOf(object) : undefined;
  if (realm === undefined) {
    throw codedError('TypeError', 'ERR_INVALID_ARG_TYPE',
      `The "contextifiedObject" argument must be an vm.Context. Received ${describeReceived(object)}`);
  }
  return realm;
}

function namesOf(options, fallback = 'evalmachine.<anonymous>') {
  if (typeof options === 'string') return { filename: options };
  validateObject(options, 'options');
  const { filename = fallback, lineOffset = 0, columnOffset = 0, cachedData, produceCachedData } = options;
  validateString(filename, 'options.filename');
  validateInteger(lineOffset, 'options.lineOffset', -2147483648, 2147483647);
  validateInteger(columnOffset, 'options.columnOffset', -2147483648, 2147483647);
  if (produceCachedData !== undefined) validateBoolean(produceCachedData, 'options.produceCachedData');
  return { filename, lineOffset, rejected: cachedData !== undefined };
}

function timeoutOf(options) {
  validateObject(options, 'options');
  const { timeout, displayErrors, breakOnSigint } = options;
  if (timeout !== undefined) validateInteger(timeout, 'options.timeout', 1, 4294967295);
  if (displayErrors !== undefined) validateBoolean(displayErrors, 'options.displayErrors');
  if (breakOnSigint !== undefined) validateBoolean(breakOnSigint, 'options.breakOnSigint');
  return timeout;
}

class Script {
  #code;
  #filename;

  constructor(code, options = {}) {
    const { filename, lineOffset = 0, rejected } = namesOf(options);
    this.#code = '\n'.repeat(Math.max(lineOffset, 0)) + `${code}`;
    this.#filename = filename;
    native.check(this.#code, filename);
    const comment = /\/\/[#@] source(Mapping)?URL=(\S+)/g;
    this.sourceURL = undefined;
    this.sourceMapURL = undefined;
    for (const [, isMap, url] of this.#code.matchAll(comment)) this[isMap ? 'sourceMapURL' : 'sourceURL'] = url;
    if (rejected) this.cachedDataRejected = true;
  }

  runInThisContext(options = {}) {
    return native.run(this.#code, this.#filename, undefined, timeoutOf(options));
  }

  runInContext(contextifiedObject, options = {}) {
    const realm = realmFor(contextifiedObject);
    return native.run(this.#code, this.#filename, realm, timeoutOf(options));
  }

  runInNewContext(contextObject, options = {}) {
    return this.runInContext(createContext(contextObject, contextOptions(options)), options);
  }

  createCachedData() {
    throw unsupported('vm.Script.createCachedData');
  }
}

function contextOptions(options) {
  if (typeof options === 'string') return {};
  const { contextName, contextOrigin, contextCodeGeneration, microtaskMode } = options;
  return { name: contextName, origin: contextOrigin, codeGeneration: contextCodeGeneration, microtaskMode };
}

function createContext(contextObject = {}, options = {}) {
  if (contextObject === constants.DONT_CONTEXTIFY) return createVanilla();
  if (!isObject(contextObject)) throw nodeError('ERR_INVALID_ARG_TYPE', 'object', 'object', contextObject);
  if (realmOf(contextObject) !== undefined) return contextObject;
  validateObject(options, 'options');
  const { name, origin, codeGeneration, microtaskMode } = options;
  if (name !== undefined) validateString(name, 'options.name');
  if (origin !== undefined) validateString(origin, 'options.origin');
  if (codeGeneration !== undefined) validateObject(codeGeneration, 'options.codeGeneration');
  if (codeGeneration?.strings === false) throw unsupported('vm.createContext with codeGeneration.strings');
  if (microtaskMode !== undefined) throw unsupported('vm.createContext with microtaskMode');
  contextify(contextObject);
  return contextObject;
}

// The options of a run may be a file name.
const scriptFor = (code, options) => new Script(code, options);
const runOptions = (options) => (typeof options === 'string' ? {} : options);

function compileFunction(code, params = [], options = {}) {
  validateString(code, 'code');
  validateArray(params, 'params');
  params.forEach((param, index) => validateString(param, `params[${index}]`));
  const { filename, lineOffset = 0 } = namesOf(options, '');
  const { parsingContext, contextExtensions = [] } = options;
  validateArray(contextExtensions, 'options.contextExtensions');
  if (contextExtensions.length > 0) throw unsupported('vm.compileFunction with contextExtensions');
  let realm;
  if (parsingContext !== undefined) {
    realm = isObject(parsingContext) ? realmOf(parsingContext) : undefined;
    if (realm === undefined) throw nodeError('ERR_INVALID_ARG_TYPE', 'options.parsingContext', 'Context', parsingContext);
  }
  // The body alone must parse, so that it can't end the function early.
  native.check(`(function () {\n${code}\n})`, filename);
  const lines = '\n'.repeat(Math.max(lineOffset - 1, 0));
  return native.run(`${lines}(function (${params.join(',')}) {\n${code}\n})`, filename, realm, undefined);
}

exports.Script = Script;
exports.createContext = createContext;
exports.createScript = (code, options) => new Script(code, options);
exports.runInContext = function runInContext(code, contextifiedObject, options = {}) {
  realmFor(contextifiedObject);
  return scriptFor(code, options).runInContext(contextifiedObject, runOptions(options));
};
exports.runInNewContext = function runInNewContext(code, contextObject, options = {}) {
  return scriptFor(code, options).runInNewContext(contextObject, runOptions(options));
};
exports.runInThisContext = function runInThisContext(code, options = {}) {
  return scriptFor(code, options).runInThisContext(runOptions(options));
};
exports.isContext = function isContext(object) {
  if (!isObject(object)) throw nodeError('ERR_INVALID_ARG_TYPE', 'object', 'object', object);
  return realmOf(object) !== undefined;
};
exports.compileFunction = compileFunction;
exports.measureMemory = function measureMemory() {
  throw unsupported('vm.measureMemory');
};
exports.constants = constants;
