'use strict';
// The `module` module: what scripts need to find and load other modules.
//
// native:
//   createRequire(path)   a `require` that resolves from that file
//   builtinModules        the names of the builtins
//   isBuiltin(name)       is there a builtin of that name?
//   fileURLToPath(url)    the path of a file: URL, or undefined

const { nodeError } = require('internal/errors');

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

for (const name of ['register', 'registerHooks', 'findSourceMap', 'stripTypeScriptTypes', 'enableCompileCache']) {
  Module[name] = { [name]() { throw nodeError('ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', `module.${name}()`); } }[name];
}

module.exports = Module;
