// What it measures: small objects from eight workers to one parent, as fast as they can.
//
// Prints messages a second at the parent, after a time that does not count.
'use strict';

const { Worker, isMainThread, parentPort } = require('worker_threads');

const WORKERS = 8;
const BATCH = 500;
const WARM_UP_MS = 150;
const MEASURE_MS = 350;

function main() {
  const workers = Array.from({ length: WORKERS }, () => new Worker(__filename));
  let messages = 0;
  let start = performance.now();
  let isWarm = false;
  let isOver = false;
  for (const worker of workers) {
    worker.on('message', ({ last }) => {
      messages++;
      if (!last || isOver) return;
      const elapsed = performance.now() - start;
      if (isWarm && elapsed >= MEASURE_MS) {
        isOver = true;
        console.log(JSON.stringify({ perSecond: (messages * 1000) / elapsed, messages }));
        for (const other of workers) other.terminate();
        return;
      }
      if (!isWarm && elapsed >= WARM_UP_MS) {
        isWarm = true;
        messages = 0;
        start = performance.now();
      }
      worker.postMessage('more');
    });
    worker.postMessage('more');
  }
}

if (isMainThread) {
  main();
} else {
  parentPort.on('message', () => {
    for (let n = 1; n <= BATCH; n++) parentPort.postMessage({ id: n, name: `user ${n % 100}`, last: n === BATCH });
  });
}
