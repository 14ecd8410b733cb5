// Two threads take the same two locks, each in its own order: each may have what the other waits for.
'use strict';
const { Worker, isMainThread, locks, parentPort, workerData } = require('node:worker_threads');

if (isMainThread) {
  new Worker(__filename, { workerData: ['from', 'to'] });
  new Worker(__filename, { workerData: ['to', 'from'] });
} else {
  const [first, second] = workerData;
  // A wait for a lock keeps no thread alive; a port that listens does.
  parentPort.on('message', () => {});
  locks.request(first, () => locks.request(second, () => parentPort.close()));
}
