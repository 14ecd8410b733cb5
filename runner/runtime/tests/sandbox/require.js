// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

attempt('require', () => require(target));
attempt('require.resolve', () => require.resolve(target));
attempt('require.resolve.paths', () => require.resolve('./file', { paths: [`${folder}/shut`] }));
attempt('relative', () => require(`..${target}`));
attempt('dots', () => require(`./../../..${target}`));
attempt('module.require', () => module.require(target));
attempt('main', () => require.main.require(target));
attempt('an extension', () => require.extensions['.js'](module, target));
attempt('a folder', () => require(`${folder}/shut`));
attempt('a folder resolved', () => require.resolve(`${folder}/shut`));
attempt('a cached name', () => { require.cache[target] = { exports: 1 }; return require(target).length; });
delete require.cache[target];
