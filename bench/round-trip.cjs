// What it measures: a number sent to a worker and back, one at a time.
//
// Prints the time of a round trip in microseconds, after a time that does not count.
'use strict';

const { Worker, isMainThread, parentPort } = require('worker_threads');

const WARM_UP_MS = 150;
const MEASURE_MS = 350;

function main() {
  const worker = new Worker(__filename);
  let trips = 0;
  let start = performance.now();
  let isWarm = false;
  worker.on('message', (value) => {
    trips++;
    // The clock is read seldom: it is no part of a trip.
    if (trips % 64 === 0) {
      const elapsed = performance.now() - start;
      if (isWarm && elapsed >= MEASURE_MS) {
        console.log(JSON.stringify({ us: (elapsed * 1000) / trips, trips }));
        worker.terminate();
        return;
      }
      if (!isWarm && elapsed >= WARM_UP_MS) {
        isWarm = true;
        trips = 0;
        start = performance.now();
      }
    }
    worker.postMessage(value + 1);
  });
  worker.postMessage(0);
}

if (isMainThread) {
  main();
} else {
  parentPort.on('message', (value) => parentPort.postMessage(value));
}
