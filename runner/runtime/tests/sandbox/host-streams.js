// forbids: everything
const { attempt } = require('/attack/helper.js');
const fs = require('fs');
for (const fd of [0, 1, 2]) {
  attempt(`closing ${fd}`, () => fs.closeSync(fd));
  attempt(`chmod of ${fd}`, () => fs.fchmodSync(fd, 0o777));
  attempt(`times of ${fd}`, () => fs.futimesSync(fd, 0, 0));
  attempt(`owner of ${fd}`, () => fs.fchownSync(fd, process.getuid(), process.getgid()));
  attempt(`length of ${fd}`, () => fs.ftruncateSync(fd));
  attempt(`syncing ${fd}`, () => fs.fsyncSync(fd));
}
attempt('reading what the host reads', () => { const text = fs.readFileSync(0, 'utf8'); if (text === '') throw new Error('nothing'); return text; });
