// What it measures: two threads that hand a turn to each other through `Atomics.wait` and
// `Atomics.notify` on a SharedArrayBuffer.
//
// Prints the time of a round trip in microseconds, after turns that do not count.
'use strict';

const { Worker, isMainThread, workerData } = require('worker_threads');

const WARM_UP = 500;
const LIMIT_MS = 400;
const [TURN, END] = [0, 1];

// Gives the turn to the other side and waits until it comes back.
function handOver(cells, mine, theirs) {
  Atomics.store(cells, TURN, theirs);
  Atomics.notify(cells, TURN);
  while (Atomics.load(cells, TURN) !== mine) Atomics.wait(cells, TURN, theirs);
}

function main() {
  const cells = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(__filename, { workerData: cells });
  worker.on('message', () => {
    for (let i = 0; i < WARM_UP; i++) handOver(cells, 0, 1);
    let trips = 0;
    const start = performance.now();
    let elapsed = 0;
    while (elapsed < LIMIT_MS) {
      for (let i = 0; i < 64; i++) handOver(cells, 0, 1);
      trips += 64;
      elapsed = performance.now() - start;
    }
    Atomics.store(cells, END, 1);
    Atomics.store(cells, TURN, 1);
    Atomics.notify(cells, TURN);
    console.log(JSON.stringify({ us: (elapsed * 1000) / trips, trips }));
  });
}

if (isMainThread) {
  main();
} else {
  require('worker_threads').parentPort.postMessage('ready');
  Atomics.wait(workerData, TURN, 0);
  while (Atomics.load(workerData, END) === 0) handOver(workerData, 1, 0);
}
