// What it measures: 50 workers started at once, until each has answered a message.
//
// Prints the time in milliseconds.
'use strict';

const { Worker, isMainThread, parentPort } = require('worker_threads');

const WORKERS = 50;

async function main() {
  const start = performance.now();
  const workers = Array.from({ length: WORKERS }, () => new Worker(__filename));
  await Promise.all(workers.map((worker) => new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', resolve);
    worker.postMessage('hello');
  })));
  const ms = performance.now() - start;
  await Promise.all(workers.map((worker) => worker.terminate()));
  console.log(JSON.stringify({ ms, workers: WORKERS }));
}

if (isMainThread) {
  main();
} else {
  parentPort.on('message', (text) => parentPort.postMessage(text));
}
