// What a worker prints goes through its parent: a program that ends on somebody else's word ends before
// it has printed everything.
'use strict';
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

if (isMainThread) {
  new Worker(__filename, { workerData: 'print' });
  new Worker(__filename, { workerData: 'end' }).on('message', () => process.exit());
} else if (workerData === 'print') {
  console.log('the result');
} else {
  parentPort.postMessage('everybody is done');
}
