// What it measures: whether memory grows with workers that have come and gone.
//
// Starts 10,000 workers one after another, or as many as fit into the limit (second argument, in
// seconds). Prints how many it were and how much resident memory (`VmRSS` of /proc/self/status)
// grew for each worker after the first tenth of them, in KiB.
'use strict';

const fs = require('fs');
const { Worker, isMainThread } = require('worker_threads');

const WORKERS = Number(process.argv[2] || 10000);
const LIMIT_MS = Number(process.argv[3] || 600) * 1000;

function residentKib() {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]);
}

function startToExit() {
  return new Promise((resolve, reject) => {
    const worker = new Worker(__filename);
    worker.on('error', reject);
    worker.on('exit', resolve);
  });
}

async function main() {
  const start = performance.now();
  const elapsed = () => performance.now() - start;
  let workers = 0;
  while (workers < WORKERS / 10 && elapsed() < LIMIT_MS / 10) {
    await startToExit();
    workers++;
  }
  const first = workers;
  const before = residentKib();
  while (workers < WORKERS && elapsed() < LIMIT_MS) {
    await startToExit();
    workers++;
  }
  const grownKib = residentKib() - before;
  const figures = { workers, grownKib, growthKib: grownKib / (workers - first), residentMib: residentKib() / 1024 };
  console.log(JSON.stringify(figures));
}

if (isMainThread) main();
