// What it measures: one number in shared memory that four workers count up.
//
// Prints additions a second, from the moment at which all workers wait for the start.
'use strict';

const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');

const WORKERS = 4;
const ADDITIONS = 200_000;

function main() {
  const cells = new Int32Array(new SharedArrayBuffer(8));
  const workers = Array.from({ length: WORKERS }, () => new Worker(__filename, { workerData: cells }));
  let waiting = WORKERS;
  let running = WORKERS;
  let start;
  for (const worker of workers) {
    worker.on('message', (state) => {
      if (state === 'waits' && --waiting === 0) {
        start = performance.now();
        Atomics.store(cells, 1, 1);
        Atomics.notify(cells, 1);
      }
      if (state === 'done' && --running === 0) {
        const elapsed = performance.now() - start;
        if (cells[0] !== WORKERS * ADDITIONS) throw new Error(`counted ${cells[0]}`);
        console.log(JSON.stringify({ perSecond: (cells[0] * 1000) / elapsed }));
      }
    });
  }
}

if (isMainThread) {
  main();
} else {
  parentPort.postMessage('waits');
  Atomics.wait(workerData, 1, 0);
  for (let n = 0; n < ADDITIONS; n++) Atomics.add(workerData, 0, 1);
  parentPort.postMessage('done');
}
