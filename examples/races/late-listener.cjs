// A pool listens for a worker's word that it is ready only after it has asked the first one for
// another: where the worker is quicker, the word is lost and everybody waits.
'use strict';
const { Worker, isMainThread, parentPort, BroadcastChannel } = require('node:worker_threads');

if (isMainThread) {
  const worker = new Worker(__filename);
  const first = new Worker(__filename, { argv: ['first'] });
  first.once('message', () => {
    const channel = new BroadcastChannel('ready');
    channel.onmessage = () => {
      channel.close();
      worker.postMessage('stop');
    };
  });
} else if (process.argv[2] === 'first') {
  parentPort.postMessage('started');
} else {
  const channel = new BroadcastChannel('ready');
  channel.postMessage('ready');
  channel.close();
  parentPort.once('message', () => parentPort.close());
}
