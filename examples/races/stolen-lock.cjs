// A watcher takes a lock away from a holder that it thinks is dead; the holder is only slow, and goes
// on with what it has read before.
'use strict';
const { Worker, isMainThread, locks, parentPort, workerData } = require('node:worker_threads');

if (isMainThread) {
  const account = new Int32Array(new SharedArrayBuffer(4));
  let left = 2;
  for (const steal of [false, true]) {
    const worker = new Worker(__filename, { workerData: { account, steal } });
    worker.on('message', () => {
      if (--left === 0 && account[0] !== 2) throw new Error(`2 were paid in and ${account[0]} is there`);
    });
  }
} else {
  const { account, steal } = workerData;
  const pay = async () => {
    const before = Atomics.load(account, 0);
    await new Promise(setImmediate);
    Atomics.store(account, 0, before + 1);
    parentPort.postMessage('paid');
  };
  locks.request('account', { steal }, pay).catch(() => {});
}
