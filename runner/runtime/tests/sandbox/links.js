// forbids: folders
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const fs = require('fs');
const write = `${folder}/write`;
attempt('a link that is there', () => fs.readFileSync(`${folder}/open/way/file`, 'utf8'));
harmless('a link out', () => fs.symlinkSync(`${folder}/shut`, `${write}/out`), undefined);
harmless('a link to nothing', () => fs.symlinkSync(`${folder}/shut/fresh`, `${write}/nothing`), undefined);
harmless('a relative link', () => fs.symlinkSync('../shut', `${write}/up`), undefined);
for (const way of ['out', 'up']) {
  for (const [call, ...args] of [
    ['readFileSync', 'file'], ['writeFileSync', 'fresh', 'x'], ['mkdirSync', 'fresh'], ['readdirSync', ''], ['statSync', 'file'], ['rmSync', 'file'], ['unlinkSync', 'file'],
    ['chmodSync', 'file', 0], ['utimesSync', 'file', 0, 0], ['truncateSync', 'file'], ['mkdtempSync', 'fresh'], ['copyFileSync', 'file', `${write}/copy`], ['cpSync', 'file', `${write}/copy`],
    ['linkSync', 'file', `${write}/hard`], ['renameSync', 'file', `${write}/stolen`], ['realpathSync', 'file'], ['opendirSync', ''], ['appendFileSync', 'file', 'x'],
  ]) attempt(`${call} through ${way}`, () => fs[call](`${write}/${way}/${args[0]}`, ...args.slice(1)));
}
attempt('through the link to nothing', () => fs.writeFileSync(`${write}/nothing`, 'x'));
attempt('mkdir -p through it', () => fs.mkdirSync(`${write}/out/a/b`, { recursive: true }));
attempt('a hard link', () => fs.linkSync(target, `${write}/hard`));
attempt('a rename', () => fs.renameSync(target, `${write}/stolen`));
harmless('a folder to copy', () => { fs.mkdirSync(`${write}/from/out`, { recursive: true }); fs.writeFileSync(`${write}/from/out/fresh`, 'x'); fs.writeFileSync(`${write}/from/nothing`, 'x'); }, undefined);
attempt('a copy onto links', () => fs.cpSync(`${write}/from`, write, { recursive: true, force: true }));
attempt('a temporary folder beside', () => fs.mkdtempSync(write));
attempt('a temporary folder of promises', () => fs.promises.mkdtemp(write));
attempt('a copy of a link, read', () => { fs.cpSync(`${write}/out`, `${write}/again`, { recursive: true }); return fs.readFileSync(`${write}/again/file`); });
attempt('a copy that follows', () => { fs.cpSync(`${write}/up`, `${write}/followed`, { recursive: true, dereference: true }); return fs.readFileSync(`${write}/followed/file`); });
for (const name of ['out', 'nothing', 'up', 'again', 'followed', 'from', 'copy', 'stolen', 'hard']) attempt(`clean ${name}`, () => { fs.rmSync(`${write}/${name}`, { recursive: true, force: true }); throw new Error('gone'); });
