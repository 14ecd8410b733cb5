// forbids: folders
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const fs = require('fs');
for (const path of [target, `${folder}/open/../shut/file`, `${folder}/open/./.././shut/file`, `${folder}/opened`, `${folder}/open2/file`, `/proc/self/root${target}`, `/proc/self/cwd${target}`,
  `${folder}/write/../shut/file`, `${folder}//shut//file`, `${folder}/open/missing/../../shut/file`]) {
  attempt('read', () => fs.readFileSync(path, 'utf8'));
  attempt('write', () => fs.writeFileSync(path, 'x'));
  attempt('status', () => fs.statSync(path));
}
attempt('write what may be read', () => fs.writeFileSync(`${folder}/open/file`, 'x'));
attempt('append', () => fs.appendFileSync(`${folder}/open/file`, 'x'));
attempt('truncate', () => fs.truncateSync(`${folder}/open/file`));
attempt('a temporary file', () => fs.openSync(`${folder}/open`, fs.constants.O_RDWR | 0o20200000));
attempt('remove the folder', () => fs.rmdirSync(`${folder}/open`));
attempt('move the folder', () => fs.renameSync(`${folder}/open`, `${folder}/write/open`));
attempt('a folder above', () => fs.readdirSync(folder));
attempt('a snapshot', () => require('v8').writeHeapSnapshot(`${folder}/open/fresh`));
