// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const cp = require('child_process');
const spawned = (...args) => new Promise((done, fail) => cp.spawn(...args).on('error', fail).on('exit', done));
attempt('spawn', () => spawned('touch', [`${folder}/fresh`]));
attempt('spawn in a shell', () => spawned(`touch ${folder}/fresh`, { shell: true }));
attempt('spawn detached', () => spawned('touch', [`${folder}/fresh`], { detached: true, stdio: 'ignore', env: {} }));
attempt('spawnSync', () => cp.spawnSync('touch', [`${folder}/fresh`], { env: {} }));
attempt('exec', () => new Promise((done, fail) => cp.exec('id', { env: {} }, (error, out) => error ? fail(error) : done(out))));
attempt('execSync', () => cp.execSync('id', { env: {} }));
attempt('execFile', () => new Promise((done, fail) => cp.execFile('id', [], { env: {} }, (error, out) => error ? fail(error) : done(out))));
attempt('execFileSync', () => cp.execFileSync('id', { env: {} }));
attempt('fork', () => new Promise((done, fail) => cp.fork(target, { env: {} }).on('error', fail).on('exit', done)));
attempt('cluster', () => require('cluster').fork());
attempt('execve', () => process.execve('/bin/true', ['true'], {}));
attempt('ChildProcess', () => new cp.ChildProcess().spawn({ file: '/bin/true', args: ['true'], envPairs: [] }));
attempt('promisified', () => require('util').promisify(cp.exec)('id', { env: {} }));
