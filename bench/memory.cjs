// What it measures: resident memory of the process, and what each of many idle workers adds to it.
//
// The argument says how many (50). Prints also how long it took until all had answered.
// The figures are the kernel's (`VmRSS` of /proc/self/status), for every runtime alike. A worker
// is idle when it has answered a message and waits for the next one.
'use strict';

const fs = require('fs');
const { Worker, isMainThread, parentPort } = require('worker_threads');

const WORKERS = Number(process.argv[2] || 50);
const SETTLE_MS = 200;

function residentKib() {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]);
}

const settle = () => new Promise((resolve) => setTimeout(resolve, SETTLE_MS));

async function main() {
  await settle();
  const before = residentKib();
  const start = performance.now();
  const workers = Array.from({ length: WORKERS }, () => new Worker(__filename));
  await Promise.all(workers.map((worker) => new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', resolve);
    worker.postMessage('hello');
  })));
  const ms = performance.now() - start;
  await settle();
  const workerKib = (residentKib() - before) / WORKERS;
  await Promise.all(workers.map((worker) => worker.terminate()));
  console.log(JSON.stringify({ processMib: before / 1024, workerKib, ms }));
}

if (isMainThread) {
  main();
} else {
  parentPort.on('message', (text) => parentPort.postMessage(text));
}
