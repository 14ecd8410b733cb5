'use strict';
// Runs the caller for each seed, one worker after another, and says how each ended.

const { Worker } = require('node:worker_threads');
const { join } = require('node:path');

const [from, to, calls = '30', trace = ''] = process.argv.slice(require.main === module ? 2 : 1);
const file = join(__dirname, 'caller.js');

function run(seed) {
  return new Promise((resolve) => {
    let said = 'said nothing';
    const worker = new Worker(file, {
      workerData: { seed, calls: Number(calls), trace: trace !== '' },
      stdout: true, stderr: trace === '',
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    // A thread that is still busy is ended: that must work, too.
    const timer = setTimeout(() => { said = 'was terminated'; worker.terminate(); }, 5000);
    worker.on('message', () => { said = 'done'; });
    worker.on('error', (error) => { said = `${error?.code ?? error?.name}: ${error?.message}`; });
    worker.on('exit', (code) => { clearTimeout(timer); resolve(`${said}, exit ${code}`); });
  });
}

(async () => {
  for (let seed = Number(from); seed < Number(to); seed++) {
    // In this order, so that a process that dies shows the seed.
    process.stdout.write(`${seed} `);
    process.stdout.write(`${await run(seed)}\n`);
  }
  console.log('end');
})();
