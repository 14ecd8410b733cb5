// The first answer ends the program, whatever the other worker still had to say: an error of the other
// is seen in some orders and swallowed in others.
'use strict';
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

if (isMainThread) {
  new Worker(__filename, { workerData: 'answer' }).on('message', () => process.exit(0));
  new Worker(__filename, { workerData: 'fail' });
} else if (workerData === 'answer') {
  parentPort.postMessage(42);
} else {
  throw new Error('the other worker failed');
}
