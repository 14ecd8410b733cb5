// Whoever comes first sets things up; two that look at the same time both come first.
'use strict';
const { Worker, isMainThread, workerData } = require('node:worker_threads');

const IS_SET_UP = 0;
const TIMES = 1;

if (isMainThread) {
  const cells = new Int32Array(new SharedArrayBuffer(8));
  for (let n = 0; n < 2; n++) new Worker(__filename, { workerData: cells });
} else if (Atomics.load(workerData, IS_SET_UP) === 0) {
  if (Atomics.add(workerData, TIMES, 1) > 0) throw new Error('set up twice');
  Atomics.store(workerData, IS_SET_UP, 1);
}
