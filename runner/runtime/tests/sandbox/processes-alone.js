// forbids: processes
const { attempt, folder } = require('/attack/helper.js');
const cp = require('child_process');
for (const call of ['spawnSync', 'execSync', 'execFileSync', 'spawn', 'exec', 'execFile', 'fork']) attempt(call, () => cp[call]('/bin/true'));
attempt('execve', () => process.execve('/bin/true', ['true'], {}));
attempt('kill', () => process.kill(process.pid, 0));
attempt('in a worker', () => new Promise((done, fail) => new (require('worker_threads').Worker)("require('child_process').execSync('id')", { eval: true }).on('error', fail).on('exit', done)));
attempt('another one by setPriority', () => require('os').setPriority(process.ppid, 0));
