// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const fs = require('fs');
const fresh = `${folder}/fresh`;
for (const flags of ['w', 'a', 'r+', 'wx', fs.constants.O_RDONLY | fs.constants.O_CREAT, fs.constants.O_RDONLY | fs.constants.O_TRUNC, 3]) {
  attempt(`openSync ${flags}`, () => fs.openSync(fresh, flags));
  attempt(`openSync ${flags} of a file`, () => fs.openSync(target, flags));
}
for (const [call, ...args] of [
  ['writeFileSync', fresh, 'x'], ['appendFileSync', fresh, 'x'], ['mkdirSync', fresh], ['mkdirSync', `${fresh}/a`, { recursive: true }],
  ['mkdtempSync', fresh], ['rmSync', target], ['rmSync', folder, { recursive: true, force: true }], ['rmdirSync', `${folder}/write`], ['unlinkSync', target],
  ['renameSync', target, fresh], ['linkSync', target, fresh], ['symlinkSync', target, fresh], ['truncateSync', target], ['chmodSync', target, 0],
  ['chownSync', target, 0, 0], ['lchownSync', target, 0, 0], ['utimesSync', target, 0, 0], ['lutimesSync', target, 0, 0], ['cpSync', target, fresh],
]) attempt(call, () => fs[call](...args));
attempt('createWriteStream', () => new Promise((done, fail) => fs.createWriteStream(fresh).on('error', fail).end('x', (error) => error ? fail(error) : done())));
