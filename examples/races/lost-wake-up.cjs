// A worker looks at a flag and sleeps if it is not set, by its own counter of wake-ups instead of the
// flag: a notify between the look and the sleep is lost.
'use strict';
const { Worker, isMainThread, workerData } = require('node:worker_threads');

const FLAG = 0;
const SLEEP = 1;

if (isMainThread) {
  const cells = new Int32Array(new SharedArrayBuffer(8));
  new Worker(__filename, { workerData: { cells, role: 'sleeper' } });
  new Worker(__filename, { workerData: { cells, role: 'waker' } });
} else if (workerData.role === 'sleeper') {
  if (Atomics.load(workerData.cells, FLAG) === 0) Atomics.wait(workerData.cells, SLEEP, 0);
} else {
  Atomics.store(workerData.cells, FLAG, 1);
  Atomics.notify(workerData.cells, SLEEP);
}
