// forbids: read-only
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const fs = require('fs');
for (const flags of ['w', 'a', 'r+', 'w+', 'wx', 'as', fs.constants.O_WRONLY, fs.constants.O_RDWR, fs.constants.O_RDONLY | fs.constants.O_TRUNC, fs.constants.O_RDONLY | fs.constants.O_CREAT, 3]) {
  attempt(`open ${flags}`, () => fs.openSync(`${folder}/shut/data.json`, flags));
  attempt(`open ${flags} of a new file`, () => fs.openSync(`${folder}/fresh`, flags));
}
const fd = fs.openSync(`${folder}/shut/data.json`, 'r');
attempt('fchmod', () => fs.fchmodSync(fd, 0o777));
attempt('fchown', () => fs.fchownSync(fd, process.getuid(), process.getgid()));
attempt('futimes', () => fs.futimesSync(fd, 0, 0));
attempt('ftruncate', () => fs.ftruncateSync(fd));
attempt('by its number', () => fs.writeFileSync(`/proc/self/fd/${fd}`, 'x'));
fs.closeSync(fd);
attempt('rm', () => fs.rmSync(folder, { recursive: true, force: true }));
attempt('mkdtemp', () => fs.mkdtempSync(`${folder}/`));
attempt('a snapshot', () => require('v8').writeHeapSnapshot(`${folder}/fresh`));
attempt('a worker', () => new Promise((done, fail) => new (require('worker_threads').Worker)(`require('fs').writeFileSync(${JSON.stringify(`${folder}/fresh`)}, 'x')`, { eval: true }).on('error', fail).on('exit', done)));
