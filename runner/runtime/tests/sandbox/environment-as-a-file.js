// forbids: environment
const { attempt } = require('/attack/helper.js');
const fs = require('fs');
for (const whose of ['self', 'thread-self', process.pid, `self/task/${process.pid}`, `self/root/proc/${process.pid}`]) {
  attempt(`/proc/${whose}/environ`, () => fs.readFileSync(`/proc/${whose}/environ`, 'utf8'));
  attempt(`/proc/${whose}/mem`, () => fs.openSync(`/proc/${whose}/mem`, 'r'));
}
attempt('process.env', () => process.env.PATH);
attempt('a copy', () => fs.copyFileSync('/proc/self/environ', `${require('os').tmpdir()}/threadproof-environ-copy-${process.pid}`));
attempt('a stream', async () => { for await (const part of fs.createReadStream('/proc/self/environ')) return part; throw new Error('empty'); });
attempt('a module', () => require('/proc/self/environ'));
attempt('an environment file', () => process.loadEnvFile('/proc/self/environ'));
attempt('a worker', () => new Promise((done, fail) => new (require('worker_threads').Worker)("require('worker_threads').parentPort.postMessage(process.env.PATH ?? '')", { eval: true }).on('message', done).on('error', fail)));
