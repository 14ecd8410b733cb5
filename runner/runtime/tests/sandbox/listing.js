// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const fs = require('fs');
attempt('globSync', () => { const found = fs.globSync(`${folder}/**/*`); if (found.length === 0) throw new Error('nothing'); return found; });
attempt('globSync from a folder', () => { const found = fs.globSync('*', { cwd: folder }); if (found.length === 0) throw new Error('nothing'); return found; });
attempt('readdirSync', () => fs.readdirSync(folder, { withFileTypes: true }));
attempt('opendirSync', () => fs.opendirSync(folder));
attempt('upwards', () => fs.readdirSync('..'));
attempt('here', () => fs.readdirSync('.'));
attempt('a folder of memory, and then more', () => fs.readdirSync('/attack/..'));
attempt('the resolver', () => require.resolve(`${folder}/shut/`));
attempt('a name with a guess', () => require.resolve(`${folder}/shut/fil`));
