'use strict';
// The `module` module: what scripts need to find and load other modules.
//
// native:
//   createRequire(path)   a `require` that resolves from that file
//   builtinModules        the names of the builtins
//   isBuiltin(name)       is there a builtin of that name?
//   fileURLToPath(url)    the path of a file: URL, or undefined
//   stripTypes(code)      TypeScript without its types
//   load, resolve, searched, register, cache, extensions, prototype
//                         what `require` does and has; see `overrides`

const { codedError, nodeError } = require('internal/errors');
const { refuse, refusing } = require('internal/refusing');
const { validateBoolean, validateObject, validateString } = require('internal/validators');

function Module(id = '', parent = undefined) {
  this.id = id;
  this.path = require('path').dirname(id);
  this.exports = {};
  this.filename = null;
  this.loaded = false;
  this.children = [];
  Object.defineProperty(this, 'parent', { value: parent, writable: true, configurable: true });
  parent?.children?.push(this);
}
Module.prototype = native.prototype;
Object.defineProperty(Module.prototype, 'constructor', { value: Module, writable: true, configurable: true });
Object.defineProperty(Module.prototype, 'parent', {
  get() { return undefined; },
  set(value) { Object.defineProperty(this, 'parent', { value, writable: true, configurable: true }); },
  configurable: true,
});
Object.defineProperty(Module.prototype, 'isPreloading', { get: () => false, configurable: true });

// Where a module is looked for from.
const fileOf = (parent) => (typeof parent?.filename === 'string' ? parent.filename : `${process.cwd()}/[module]`);

Module._cache = native.cache;
Module._pathCache = { __proto__: null };
Module._extensions = native.extensions;
Module.globalPaths = native.searched('x', '/x').slice(1);

Module._load = function _load(request, parent, isMain) {
  validateString(request, 'request');
  return native.load(request, fileOf(parent), parent ?? undefined);
};

Module._resolveFilename = function _resolveFilename(request, parent, isMain, options) {
  if (native.isBuiltin(`${request}`)) return request;
  const { paths } = options ?? {};
  if (paths === undefined) return native.resolve(request, fileOf(parent));
  return native.createRequire(fileOf(parent)).resolve(request, { paths });
};

Module._nodeModulePaths = function _nodeModulePaths(from) {
  const { basename, dirname, join, resolve } = require('path');
  const found = [];
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (basename(folder) !== 'node_modules') found.push(join(folder, 'node_modules'));
    if (folder === dirname(folder)) return found;
  }
};

Module._resolveLookupPaths = function _resolveLookupPaths(request, parent) {
  if (native.isBuiltin(request)) return null;
  const isRelative = /^\.\.?(\/|$)/.test(request);
  if (isRelative) return [typeof parent?.filename === 'string' ? require('path').dirname(parent.filename) : '.'];
  return [...parent?.paths ?? [], ...Module.globalPaths];
};

Module._findPath = function _findPath(request, paths) {
  const { isAbsolute, resolve } = require('path');
  for (const folder of isAbsolute(request) ? [''] : paths ?? []) {
    try {
      return native.resolve(resolve(folder, request), `${folder}/[module]`);
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  return false;
};

Module._initPaths = function _initPaths() {};
Module._preloadModules = function _preloadModules(requests) {
  if (Array.isArray(requests)) requests.forEach((request) => Module._load(request, null, false));
};

// The `package.json` around a file, or that of a package by its name.
Module.findPackageJSON = function findPackageJSON(specifier, base) {
  const { existsSync } = require('fs');
  const { dirname, isAbsolute, join, resolve } = require('path');
  const pathOf = (value) => {
    const text = typeof value === 'object' && value !== null ? value.href : `${value}`;
    if (isAbsolute(text)) return text;
    return native.fileURLToPath(new URL(text).href);
  };
  const text = typeof specifier === 'object' && specifier !== null ? specifier.href : `${specifier}`;
  const upwards = (start, name) => {
    for (let folder = start; ; folder = dirname(folder)) {
      const file = join(folder, name);
      if (existsSync(file)) return file;
      if (folder === dirname(folder)) return undefined;
    }
  };
  const isRelative = /^\.\.?(\/|$)/.test(text);
  if (isRelative) return upwards(resolve(dirname(pathOf(base)), text), 'package.json');
  if (isAbsolute(text) || text.startsWith('file:') || base === undefined) return upwards(dirname(pathOf(text)), 'package.json');
  const from = pathOf(base);
  const [, name] = /^(@[^/]+\/[^/]+|[^/]+)/.exec(text);
  const found = upwards(dirname(from), `node_modules/${name}/package.json`);
  if (found === undefined) throw codedError('Error', 'ERR_MODULE_NOT_FOUND', `Cannot find package '${name}' imported from ${from}`);
  return found;
};

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
Module.builtinModules = Object.freeze(native.builtinModules);
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
refuse(Module, 'module', 'register registerHooks runMain _readPackage _stat');

require('internal/lazy').defineLazy(Module, 'SourceMap', () => require('internal/module/source_map').SourceMap);
native.register(Module);
module.exports = Module;
