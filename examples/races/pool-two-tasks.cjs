// A pool looks for a free worker, asks something else in between, and hands over the task then: two
// tasks that come close together go to one worker.
'use strict';
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

if (isMainThread) {
  const worker = new Worker(__filename, { workerData: 'worker' });
  let isBusy = false;
  let tasks = 2;
  const waiting = [];
  const hand = async (task) => {
    if (isBusy) return waiting.push(task);
    await new Promise(setImmediate);
    if (isBusy) throw new Error(`task ${task} went to a worker that has one`);
    isBusy = true;
    worker.postMessage(task);
  };
  worker.on('message', () => {
    isBusy = false;
    if (--tasks === 0) worker.postMessage('stop');
    else if (waiting.length > 0) hand(waiting.shift());
  });
  for (const name of ['a', 'b']) new Worker(__filename, { workerData: name }).on('message', hand);
} else if (workerData === 'worker') {
  parentPort.on('message', (task) => {
    if (task === 'stop') parentPort.close();
    else parentPort.postMessage(`${task} is done`);
  });
} else {
  parentPort.postMessage(workerData);
}
