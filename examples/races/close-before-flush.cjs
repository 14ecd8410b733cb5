// Lines are collected until another thread says that it is time to close: the port is closed with lines
// on their way to it.
'use strict';
const { MessageChannel, Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

if (isMainThread) {
  const { port1, port2 } = new MessageChannel();
  let lines = 0;
  port1.on('message', () => lines++);
  port1.on('close', () => {
    if (lines !== 2) throw new Error(`the port was closed after ${lines} of 2 lines`);
  });
  new Worker(__filename, { workerData: port2, transferList: [port2] });
  new Worker(__filename, { workerData: 'clock' }).on('message', () => port1.close());
} else if (workerData === 'clock') {
  parentPort.postMessage('time to close');
} else {
  workerData.postMessage('line 1');
  workerData.postMessage('line 2');
}
