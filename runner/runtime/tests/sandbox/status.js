// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const fs = require('fs');
for (const call of ['statSync', 'lstatSync', 'accessSync', 'realpathSync', 'readlinkSync', 'statfsSync']) attempt(call, () => fs[call](target));
attempt('realpathSync.native', () => fs.realpathSync.native(target));
attempt('without throwing', () => fs.statSync(target, { throwIfNoEntry: false }));
harmless('existsSync', () => fs.existsSync(target), false);
attempt('exists', () => new Promise((done, fail) => fs.exists(target, (is) => is ? done(is) : fail(new Error('no')))));
attempt('watchFile', () => fs.watchFile(target, { interval: 5 }, () => {}));
attempt('watch', () => fs.watch(target));
attempt('openAsBlob', async () => (await fs.openAsBlob(target)).text());
