// forbids: folders
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const fs = require('fs');
const fd = fs.openSync(`${folder}/open/file`, 'r');
attempt('fchmod', () => fs.fchmodSync(fd, 0o777));
attempt('fchown', () => fs.fchownSync(fd, process.getuid(), process.getgid()));
attempt('futimes', () => fs.futimesSync(fd, 0, 0));
attempt('ftruncate', () => fs.ftruncateSync(fd));
attempt('write', () => fs.writeSync(fd, 'x'));
attempt('again by its number', () => fs.openSync(`/proc/self/fd/${fd}`, 'r+'));
attempt('a handle', async () => { const handle = await fs.promises.open(`${folder}/open/file`, 'r'); try { await handle.chmod(0o777); } finally { await handle.close(); } return 'changed'; });
attempt('a handle\'s times', async () => { const handle = await fs.promises.open(`${folder}/open/file`, 'r'); try { await handle.utimes(0, 0); } finally { await handle.close(); } return 'changed'; });
attempt('a folder\'s descriptor', () => { const open = fs.openSync(`${folder}/open`, fs.constants.O_DIRECTORY); try { fs.fchmodSync(open, 0o777); } finally { fs.closeSync(open); } return 'changed'; });
fs.closeSync(fd);
