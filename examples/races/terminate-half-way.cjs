// A worker that is late is ended, in the middle of what should happen as a whole.
'use strict';
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

if (isMainThread) {
  const accounts = new Int32Array(new SharedArrayBuffer(8));
  accounts[0] = 100;
  const mover = new Worker(__filename, { workerData: accounts });
  const clock = new Worker(__filename, { workerData: 'clock' });
  clock.on('message', () => mover.terminate());
  mover.on('exit', () => {
    const sum = accounts[0] + accounts[1];
    if (sum !== 100) throw new Error(`of 100 there are ${sum} left`);
  });
} else if (workerData === 'clock') {
  parentPort.postMessage('time is up');
} else {
  Atomics.sub(workerData, 0, 30);
  Atomics.add(workerData, 1, 30);
}
