// A job that took too long is terminated, and its result counts as missing; where both come at the
// same time, the result arrives after the job was written off.
'use strict';
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

if (isMainThread) {
  const job = new Worker(__filename, { workerData: 'job' });
  const clock = new Worker(__filename, { workerData: 'clock' });
  let writtenOff = false;
  job.on('message', () => {
    if (writtenOff) throw new Error('a result came after the job was written off');
    clock.terminate();
  });
  clock.on('message', () => {
    writtenOff = true;
    job.terminate();
  });
} else {
  parentPort.postMessage(workerData);
}
