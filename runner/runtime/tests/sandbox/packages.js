// forbids: everything
const { attempt, folder } = require('/attack/helper.js');
const { createRequire } = require('module');
const near = createRequire(`${folder}/shut/x.js`);
attempt('a package', () => near('secret-package'));
attempt('where it is', () => near.resolve('secret-package'));
attempt('a part of it', () => near('secret-package/package.json'));
attempt('by paths', () => require.resolve('secret-package', { paths: [`${folder}/shut`] }));
attempt('what it does not export', () => near('secret-package/hidden.js'));
attempt('its own imports', () => near('#inside'));
attempt('its own name', () => createRequire(`${folder}/shut/node_modules/secret-package/x.js`)('secret-package'));
attempt('findPackageJSON', () => require('module').findPackageJSON('secret-package', `${folder}/shut/x.js`));
