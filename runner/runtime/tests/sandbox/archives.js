// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const fs = require('fs');
process.noAsar = false;
attempt('an archive', () => fs.readFileSync(`${folder}/shut/app.asar/file`));
attempt('beside an archive', () => fs.readFileSync(`${folder}/open/app.asar/../../shut/file`));
attempt('unpacked', () => fs.readFileSync(`${folder}/shut/app.asar.unpacked/file`));
attempt('require of an archive', () => require(`${folder}/shut/app.asar`));
attempt('original-fs', () => require('original-fs').readFileSync(target));
