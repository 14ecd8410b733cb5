// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const Module = require('module');
for (const name of ['_load', '_resolveFilename', '_findPath', '_stat', '_readPackage', 'runMain', 'register', 'registerHooks']) attempt(name, () => Module[name](target, module, true));
// What looks for files finds none, and what takes a text of the script's own reads nothing.
harmless('_preloadModules', () => Module._preloadModules(target, module, true), undefined);
harmless('findPackageJSON', () => Module.findPackageJSON(target, module), undefined);
harmless('_compile', () => new Module(target)._compile('module.exports = 1', target), undefined);
attempt('_extensions', () => Module._extensions['.js'](module, target));
attempt('load', () => new Module(target).load(target));
harmless('enableCompileCache', () => typeof Module.enableCompileCache(`${folder}/cache`).directory, 'undefined');
harmless('findSourceMap', () => Module.findSourceMap(target), undefined);
harmless('SourceMap', () => new Module.SourceMap({ file: target, sources: [target], mappings: '', version: 3 }).payload.file, target);
