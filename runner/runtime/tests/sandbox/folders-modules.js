// forbids: folders
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const { createRequire } = require('module');
const near = createRequire(`${folder}/open/x.js`);
attempt('upwards', () => near('../shut/file'));
attempt('through a link', () => near('./way/file'));
attempt('resolved through a link', () => near.resolve('./way/file'));
attempt('a package that leads out', () => near('./leads-out'));
attempt('its exports', () => near('leads-out'));
attempt('a package next door', () => createRequire(`${folder}/shut/x.js`)('secret-package'));
attempt('import upwards', () => import(`${folder}/open/../shut/file`));
attempt('import through a link', () => import(`${folder}/open/way/file`));
attempt('a worker through a link', () => new Promise((done, fail) => new (require('worker_threads').Worker)(`${folder}/open/way/file`).on('error', fail).on('exit', done)));
attempt('an environment file', () => process.loadEnvFile(`${folder}/open/way/file`));
attempt('a link made for it', () => { require('fs').symlinkSync(target, `${folder}/write/code.js`); try { return require(`${folder}/write/code.js`); } finally { require('fs').unlinkSync(`${folder}/write/code.js`); } });
