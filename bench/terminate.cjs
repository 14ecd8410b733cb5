// What it measures: `terminate()` of a worker that runs a loop without end, until it settles.
//
// Prints the median and the longest time in milliseconds.
'use strict';

const { Worker, isMainThread, workerData } = require('worker_threads');

const WORKERS = 15;

async function once() {
  const cells = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(__filename, { workerData: cells });
  const exit = new Promise((resolve) => worker.on('exit', resolve));
  await new Promise((resolve) => worker.on('message', resolve));
  // The message may arrive before the loop has begun; this cell is set by the loop itself.
  while (Atomics.load(cells, 0) === 0) await new Promise((resolve) => setImmediate(resolve));
  const start = performance.now();
  await worker.terminate();
  const ms = performance.now() - start;
  await exit;
  return ms;
}

async function main() {
  const times = [];
  for (let i = 0; i < WORKERS; i++) times.push(await once());
  times.sort((a, b) => a - b);
  console.log(JSON.stringify({ ms: times[times.length >> 1], longest: times[times.length - 1] }));
}

if (isMainThread) {
  main();
} else {
  require('worker_threads').parentPort.postMessage('ready');
  for (;;) Atomics.store(workerData, 0, 1);
}
