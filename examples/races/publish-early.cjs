// A slot of a ring is announced before it is written: a reader that is quick reads what was there.
'use strict';
const { Worker, isMainThread, workerData } = require('node:worker_threads');

const WRITTEN = 0;
const SLOT = 1;

if (isMainThread) {
  const ring = new Int32Array(new SharedArrayBuffer(8));
  for (const role of ['writer', 'reader']) new Worker(__filename, { workerData: { ring, role } });
} else if (workerData.role === 'writer') {
  Atomics.add(workerData.ring, WRITTEN, 1);
  Atomics.store(workerData.ring, SLOT, 42);
} else if (Atomics.load(workerData.ring, WRITTEN) === 1) {
  const value = Atomics.load(workerData.ring, SLOT);
  if (value !== 42) throw new Error(`the reader got ${value}`);
}
