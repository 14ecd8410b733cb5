// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const Module = require('module');
for (const name of ['_load', '_resolveFilename', '_findPath', '_stat', '_readPackage', 'runMain', '_preloadModules', 'register', 'registerHooks', 'findPackageJSON']) attempt(name, () => Module[name](target, module, true));
attempt('_compile', () => new Module(target)._compile('module.exports = 1', target));
attempt('_extensions', () => Module._extensions['.js'](module, target));
attempt('load', () => new Module(target).load(target));
harmless('enableCompileCache', () => typeof Module.enableCompileCache(`${folder}/cache`).directory, 'undefined');
harmless('findSourceMap', () => Module.findSourceMap(target), undefined);
attempt('SourceMap', () => new Module.SourceMap({ file: target, sources: [target], mappings: '', version: 3 }).payload);
