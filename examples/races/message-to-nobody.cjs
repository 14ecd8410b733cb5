// A thread is written to by its id as soon as it exists; it listens only once it has set itself up.
'use strict';
const { Worker, isMainThread, parentPort, postMessageToThread, workerData } =
  require('node:worker_threads');

if (isMainThread) {
  const receiver = new Worker(__filename, { workerData: 'receiver' });
  new Worker(__filename, { workerData: receiver.threadId });
  receiver.on('message', () => receiver.postMessage('stop'));
} else if (workerData === 'receiver') {
  parentPort.on('message', () => parentPort.close());
  setImmediate(() => process.on('workerMessage', () => parentPort.postMessage('got it')));
} else {
  postMessageToThread(workerData, 'hello');
}
