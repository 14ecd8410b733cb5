// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const { Worker } = require('worker_threads');
const inside = (code, options) => new Promise((done, fail) => {
  const worker = new Worker(`
    const { parentPort } = require('worker_threads');
    const target = ${JSON.stringify(target)}, folder = ${JSON.stringify(folder)};
    (async () => ${code})().then((value) => parentPort.postMessage(['through', String(value)]), (error) => parentPort.postMessage(['refused', error.message]));
  `, { eval: true, ...options });
  worker.on('message', ([how, what]) => how === 'through' ? done(what) : fail(new Error('refused')));
  worker.on('error', fail);
});
for (const options of [{}, { env: { A: '1' } }, { env: require('worker_threads').SHARE_ENV }, { stdin: true, stdout: true, stderr: true }, { trackUnmanagedFds: false }, { resourceLimits: { stackSizeMb: 2 } }]) {
  for (const code of [
    "require('fs').readFileSync(target, 'utf8')", "require('fs/promises').readFile(target, 'utf8')", 'require(target)', 'require.resolve(target)', 'import(target)',
    'process.env.HOME', 'Object.keys(process.env)', "require('child_process').execSync('id')", 'process.kill(process.pid, 0)', "require('fs').writeFileSync(folder + '/fresh', 'x')",
  ]) attempt(`${Object.keys(options)} ${code}`, () => inside(code, options));
}
attempt('one inside another', () => inside("new Promise((done, fail) => new (require('worker_threads').Worker)(target).on('error', fail).on('exit', done))"));
