// The module `vm`.
// A script is compiled once for each realm that runs it. What Node puts behind a flag
// (modules in a context) and callbacks for `import()` are not supported.
//
// native:
//   check(code, filename)                 throws the SyntaxError of code that doesn't parse
//   run(code, filename, realm, timeout, drain)   the script's value; without a realm, in this one;
//                                         with the realm's promise jobs if `drain` says so

const { nodeError, codedError, describeReceived, unsupported } = require('internal/errors');
const {
  validateArray, validateBoolean, validateFunction, validateInt32, validateObject, validateOneOf, validateString,
  validateStringArray, validateUint32,
} = require('internal/validators');
const { contextify, createVanilla, drains, realmOf } = require('internal/vm/contexts');

const constants = Object.freeze({
  __proto__: null,
  USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol('vm_dynamic_import_main_context_default'),
  DONT_CONTEXTIFY: Symbol('vm_context_no_contextify'),
});

const isObject = (value) => typeof value === 'object' && value !== null;

function checkObject(object, name = 'object') {
  if (!isObject(object)) throw nodeError('ERR_INVALID_ARG_TYPE', name, 'object', object);
}

// The realm of a contextified object.
function realmFor(object) {
  const realm = isObject(object) ? realmOf(object) : undefined;
  if (realm === undefined) {
    throw codedError('TypeError', 'ERR_INVALID_ARG_TYPE',
      `The "contextifiedObject" argument must be an vm.Context. Received ${describeReceived(object)}`);
  }
  return realm;
}

function checkImport(given) {
  if (given === undefined || given === constants.USE_MAIN_CONTEXT_DEFAULT_LOADER) return;
  validateFunction(given, 'options.importModuleDynamically');
}

function namesOf(options, fallback = 'evalmachine.<anonymous>') {
  if (typeof options === 'string') return { filename: options };
  validateObject(options, 'options');
  const { filename = fallback, lineOffset = 0, columnOffset = 0, cachedData, produceCachedData = false } = options;
  validateString(filename, 'options.filename');
  validateInt32(lineOffset, 'options.lineOffset');
  validateInt32(columnOffset, 'options.columnOffset');
  if (cachedData !== undefined && !ArrayBuffer.isView(cachedData)) {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'options.cachedData', ['Buffer', 'TypedArray', 'DataView'], cachedData);
  }
  validateBoolean(produceCachedData, 'options.produceCachedData');
  checkImport(options.importModuleDynamically);
  return { filename, lineOffset, cachedData, produceCachedData };
}

// What stands for a compiled text: who it was made for and which text it was. Nothing that was
// compiled is in it; a text is compiled once for each realm that runs it.
function cacheOf(code) {
  const { Buffer } = require('buffer');
  const mark = Buffer.from('threadproof:0.1:');
  return Buffer.concat([mark, require('crypto').createHash('sha256').update(code).digest()]);
}

function isRejected(code, data) {
  const { Buffer } = require('buffer');
  return !cacheOf(code).equals(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
}

function timeoutOf(options) {
  validateObject(options, 'options');
  const { timeout, displayErrors, breakOnSigint } = options;
  if (timeout !== undefined) validateUint32(timeout, 'options.timeout', true);
  if (displayErrors !== undefined) validateBoolean(displayErrors, 'options.displayErrors');
  if (breakOnSigint !== undefined) validateBoolean(breakOnSigint, 'options.breakOnSigint');
  return timeout;
}

class Script {
  #code;
  #filename;

  constructor(code, options = {}) {
    const text = `${code}`;
    const { filename, lineOffset = 0, cachedData, produceCachedData } = namesOf(options);
    this.#code = '\n'.repeat(Math.max(lineOffset, 0)) + text;
    this.#filename = filename;
    native.check(this.#code, filename);
    const comment = /\/\/[#@] source(Mapping)?URL=(\S+)/g;
    if (cachedData !== undefined) this.cachedDataRejected = isRejected(this.#code, cachedData);
    if (produceCachedData) {
      this.cachedDataProduced = true;
      this.cachedData = cacheOf(this.#code);
    }
    this.sourceURL = undefined;
    this.sourceMapURL = undefined;
    for (const [, isMap, url] of this.#code.matchAll(comment)) this[isMap ? 'sourceMapURL' : 'sourceURL'] = url;
  }

  runInThisContext(options = {}) {
    return native.run(this.#code, this.#filename, undefined, timeoutOf(options));
  }

  runInContext(contextifiedObject, options = {}) {
    checkObject(contextifiedObject);
    const realm = realmFor(contextifiedObject);
    return native.run(this.#code, this.#filename, realm, timeoutOf(options), drains(realm));
  }

  runInNewContext(contextObject, options = {}) {
    return this.runInContext(createContext(contextObject, contextOptions(options)), options);
  }

  createCachedData() {
    return cacheOf(this.#code);
  }
}

function checkCodeGeneration(given, name) {
  if (given === undefined) return;
  validateObject(given, name);
  for (const key of ['strings', 'wasm']) {
    if (given[key] !== undefined) validateBoolean(given[key], `${name}.${key}`);
  }
}

// The options of a new context among those of a run.
function contextOptions(options) {
  if (!isObject(options)) return {};
  const { contextName, contextOrigin, contextCodeGeneration, microtaskMode } = options;
  if (contextName !== undefined) validateString(contextName, 'options.contextName');
  if (contextOrigin !== undefined) validateString(contextOrigin, 'options.contextOrigin');
  checkCodeGeneration(contextCodeGeneration, 'options.contextCodeGeneration');
  if (microtaskMode !== undefined) validateString(microtaskMode, 'options.microtaskMode');
  return { name: contextName, origin: contextOrigin, codeGeneration: contextCodeGeneration, microtaskMode };
}

function createContext(contextObject = {}, options = {}) {
  const isVanilla = contextObject === constants.DONT_CONTEXTIFY;
  if (!isVanilla) checkObject(contextObject);
  if (!isVanilla && realmOf(contextObject) !== undefined) return contextObject;
  validateObject(options, 'options');
  const { name, origin, codeGeneration, microtaskMode } = options;
  if (name !== undefined) validateString(name, 'options.name');
  if (origin !== undefined) validateString(origin, 'options.origin');
  checkCodeGeneration(codeGeneration, 'options.codeGeneration');
  validateOneOf(microtaskMode, 'options.microtaskMode', ['afterEvaluate', undefined]);
  checkImport(options.importModuleDynamically);
  const [strings, drained] = [codeGeneration?.strings ?? true, microtaskMode !== undefined];
  if (isVanilla) return createVanilla(strings, drained);
  contextify(contextObject, strings, drained);
  return contextObject;
}

// The options of a run may be a file name.
const scriptFor = (code, options) => new Script(code, options);
const runOptions = (options) => (typeof options === 'string' ? {} : options);

function compileFunction(code, params, options = {}) {
  validateString(code, 'code');
  if (params !== undefined) validateStringArray(params, 'params');
  validateObject(options, 'options');
  const { filename, lineOffset = 0, cachedData, produceCachedData } = namesOf(options, '');
  const { parsingContext, contextExtensions = [] } = options;
  validateArray(contextExtensions, 'options.contextExtensions');
  contextExtensions.forEach((extension, index) => validateObject(extension, `options.contextExtensions[${index}]`));
  let realm;
  if (parsingContext !== undefined) {
    realm = isObject(parsingContext) ? realmOf(parsingContext) : undefined;
    if (realm === undefined) throw nodeError('ERR_INVALID_ARG_TYPE', 'options.parsingContext', 'Context', parsingContext);
  }
  // The body alone must parse, so that it can't end the function early.
  native.check(`(function () {\n${code}\n})`, filename);
  const lines = '\n'.repeat(Math.max(lineOffset - 1, 0));
  const body = `(function (${(params ?? []).join(',')}) {\n${code}\n})`;
  const made = contextExtensions.length === 0
    ? native.run(lines + body, filename, realm, undefined)
    : extended(contextExtensions, body, lines, filename, realm);
  if (cachedData !== undefined) made.cachedDataRejected = isRejected(body, cachedData);
  if (produceCachedData) Object.assign(made, { cachedDataProduced: true, cachedData: cacheOf(body) });
  return made;
}

// A function in the scopes of objects.
function extended(extensions, body, lines, filename, realm) {
  const names = extensions.map((_, index) => `__extension_${index}`);
  const scopes = names.map((name) => `with (${name}) `).join('');
  const around = `(function (${names.join(', ')}) { ${scopes}return ${body}; })`;
  return native.run(lines + around, filename, realm, undefined)(...extensions);
}

exports.Script = Script;
exports.createContext = createContext;
exports.createScript = function createScript(code, options) {
  return new Script(code, options);
};
exports.runInContext = function runInContext(code, contextifiedObject, options) {
  checkObject(contextifiedObject);
  realmFor(contextifiedObject);
  return scriptFor(code, options).runInContext(contextifiedObject, runOptions(options));
};
exports.runInNewContext = function runInNewContext(code, contextObject, options) {
  const given = options === undefined || typeof options === 'string' || isObject(options) ? options : {};
  return scriptFor(code, given).runInNewContext(contextObject, runOptions(given));
};
exports.runInThisContext = function runInThisContext(code, options) {
  return scriptFor(code, options).runInThisContext(runOptions(options));
};
exports.isContext = function isContext(object) {
  checkObject(object);
  return realmOf(object) !== undefined;
};
exports.compileFunction = compileFunction;
exports.measureMemory = function measureMemory(options = {}) {
  validateObject(options, 'options');
  const { mode = 'summary', execution = 'default' } = options;
  validateOneOf(mode, 'options.mode', ['summary', 'detailed']);
  validateOneOf(execution, 'options.execution', ['default', 'eager']);
  throw unsupported('vm.measureMemory');
};
exports.constants = constants;
