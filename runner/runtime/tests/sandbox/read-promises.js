// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const fs = require('fs/promises');
attempt('readFile', () => fs.readFile(target, 'utf8'));
attempt('open', async () => (await fs.open(target)).readFile());
attempt('readdir', () => fs.readdir(folder));
attempt('opendir', async () => { for await (const entry of await fs.opendir(folder)) return entry.name; throw new Error('empty'); });
attempt('readlink', () => fs.readlink(`${folder}/open/way`));
attempt('glob', async () => { for await (const name of fs.glob(`${folder}/**`)) return name; throw new Error('nothing'); });
attempt('cp', () => fs.cp(folder, `${folder}2`, { recursive: true }));
