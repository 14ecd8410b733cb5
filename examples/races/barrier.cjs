// Who comes last opens the barrier and sets its count back; who is slow to wake finds the count of the
// next round and waits for ever.
'use strict';
const { Worker, isMainThread, workerData } = require('node:worker_threads');

const COUNT = 0;

if (isMainThread) {
  const cells = new Int32Array(new SharedArrayBuffer(4));
  for (let n = 0; n < 2; n++) new Worker(__filename, { workerData: cells });
} else {
  const before = Atomics.add(workerData, COUNT, 1);
  if (before === 1) {
    Atomics.store(workerData, COUNT, 0);
    Atomics.notify(workerData, COUNT);
  } else {
    while (Atomics.load(workerData, COUNT) !== 0) {
      // Between the look and the wait the other may have come and gone, and the count be one again.
      Atomics.wait(workerData, COUNT, Atomics.load(workerData, COUNT));
    }
  }
}
