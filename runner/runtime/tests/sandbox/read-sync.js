// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const fs = require('fs');
const { pathToFileURL } = require('url');
for (const path of [target, Buffer.from(target), pathToFileURL(target), `/${target}`, `${folder}/./shut/file`,
  `${folder}/open/../shut/file`, `/proc/self/cwd/../../../../../../../..${target}`]) {
  attempt('readFileSync', () => fs.readFileSync(path, 'utf8'));
  attempt('openSync', () => fs.openSync(path));
}
attempt('readv', () => fs.readvSync(fs.openSync(target), [Buffer.alloc(9)]));
attempt('opendirSync', () => fs.opendirSync(folder).readSync());
attempt('readdirSync', () => fs.readdirSync(folder, { recursive: true }));
attempt('copyFileSync', () => fs.copyFileSync(target, '/dev/null'));
