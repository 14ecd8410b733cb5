// A place is free if the count says so; between the look and the taking another may take it.
'use strict';
const { Worker, isMainThread, workerData } = require('node:worker_threads');

const FREE = 0;
const INSIDE = 1;

if (isMainThread) {
  const cells = new Int32Array(new SharedArrayBuffer(8));
  cells[FREE] = 1;
  for (let n = 0; n < 2; n++) new Worker(__filename, { workerData: cells });
} else {
  while (Atomics.load(workerData, FREE) === 0);
  Atomics.sub(workerData, FREE, 1);
  if (Atomics.add(workerData, INSIDE, 1) !== 0) throw new Error('two are in a place for one');
  Atomics.sub(workerData, INSIDE, 1);
  Atomics.add(workerData, FREE, 1);
}
