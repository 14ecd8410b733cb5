// forbids: folders, at once
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const fs = require('fs');
const path = `${folder}/write/turn`;
// What is asked for is swapped before it is done.
const swapped = (start) => new Promise((done, fail) => {
  fs.rmSync(path, { force: true });
  fs.writeFileSync(path, 'mine');
  start((error, value) => error ? fail(error) : done(value));
  fs.unlinkSync(path);
  fs.symlinkSync(target, path);
});
(async () => {
  for (let round = 0; round < 20; round++) {
    await attempt('read', async () => { const text = await swapped((then) => fs.readFile(path, 'utf8', then)); if (text === 'mine') throw new Error('its own'); return text; });
    await attempt('open', async () => { const fd = await swapped((then) => fs.open(path, 'r', then)); try { if (fs.readFileSync(fd, 'utf8') === 'mine') throw new Error('its own'); return fd; } finally { fs.closeSync(fd); } });
    await attempt('write', async () => { await swapped((then) => fs.writeFile(path, 'mine', then)); throw new Error('looked at below'); });
    await attempt('chmod', async () => { await swapped((then) => fs.chmod(path, 0o777, then)); throw new Error('looked at below'); });
    await attempt('copy', async () => { await swapped((then) => fs.copyFile(path, `${path}2`, then)); if (fs.readFileSync(`${path}2`, 'utf8') === 'mine') throw new Error('its own'); return 'copied'; });
  }
  fs.rmSync(path, { force: true });
  fs.rmSync(`${path}2`, { force: true });
})();
