'use strict';
// The `module` module: what scripts need to find and load other modules.
//
// native:
//   createRequire(path)   a `require` that resolves from that file
//   builtinModules        the names of the builtins
//   isBuiltin(name)       is there a builtin of that name?
//   fileURLToPath(url)    the path of a file: URL, or undefined
//   stripTypes(code)      TypeScript without its types

const { codedError, nodeError } = require('internal/errors');
const { refuse, refusing } = require('internal/refusing');
const { validateBoolean, validateObject, validateString } = require('internal/validators');

function Module(id = '') {
  this.id = id;
  this.exports = {};
  this.loaded = false;
  this.children = [];
}

function createRequire(filename) {
  const text = typeof filename === 'object' && filename !== null ? filename.href : filename;
  const path = typeof text === 'string' && text.startsWith('file:') ? native.fileURLToPath(text) : text;
  if (typeof path !== 'string' || !path.startsWith('/')) {
    throw nodeError('ERR_INVALID_ARG_VALUE', 'filename', filename, 'must be a file URL object, file URL string, or absolute path string');
  }
  return native.createRequire(path);
}

Module.Module = Module;
Module.createRequire = createRequire;
Module.builtinModules = native.builtinModules;
Module.isBuiltin = (name) => native.isBuiltin(`${name}`);
Module.syncBuiltinESMExports = () => {};

Module.wrapper = ['(function (exports, require, module, __filename, __dirname) { ', '\n});'];
Module.wrap = (script) => Module.wrapper[0] + script + Module.wrapper[1];

Module.constants = Object.freeze({
  __proto__: null,
  compileCacheStatus: Object.freeze({ __proto__: null, FAILED: 0, ENABLED: 1, ALREADY_ENABLED: 2, DISABLED: 3 }),
});

// Nothing that was compiled is kept, as with NODE_DISABLE_COMPILE_CACHE.
Module.enableCompileCache = function enableCompileCache(options) {
  return { status: Module.constants.compileCacheStatus.DISABLED };
};
Module.flushCompileCache = function flushCompileCache() {};
Module.getCompileCacheDir = function getCompileCacheDir() {};

// No source map is ever read.
Module.findSourceMap = function findSourceMap(path) {
  return undefined;
};
Module.getSourceMapsSupport = () => Object.freeze({
  __proto__: null, enabled: false, nodeModules: false, generatedCode: false,
});
Module.setSourceMapsSupport = function setSourceMapsSupport(enabled) {
  validateBoolean(enabled, 'enabled');
  if (enabled) refusing('module', 'setSourceMapsSupport(true)')();
};

Module.stripTypeScriptTypes = function stripTypeScriptTypes(code, options = {}) {
  validateString(code, 'code');
  validateObject(options, 'options');
  const { mode = 'strip', sourceUrl = '' } = options;
  if (mode !== 'strip') {
    throw codedError('TypeError', 'ERR_INVALID_ARG_VALUE',
      `The property 'options.mode' must be one of: 'strip'. Received ${require('util').inspect(mode)}`);
  }
  validateString(sourceUrl, 'options.sourceUrl');
  const stripped = native.stripTypes(code);
  return sourceUrl === '' ? stripped : `${stripped}\n\n//# sourceURL=${sourceUrl}`;
};

// Loaders of a script's own, and the insides of Node's.
refuse(Module, 'module', 'register registerHooks findPackageJSON SourceMap runMain _findPath _initPaths _load ' +
  '_nodeModulePaths _preloadModules _readPackage _resolveFilename _resolveLookupPaths _stat');

module.exports = Module;
