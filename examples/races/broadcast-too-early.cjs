// Everybody is told to begin as soon as the first says that it listens: whoever does not listen yet
// waits for ever.
'use strict';
const { BroadcastChannel, Worker, isMainThread, parentPort } = require('node:worker_threads');

const channel = new BroadcastChannel('begin');
if (isMainThread) {
  let ready = 0;
  for (let n = 0; n < 2; n++) {
    new Worker(__filename).on('message', () => {
      if (++ready > 1) return;
      channel.postMessage('begin');
      channel.close();
    });
  }
} else {
  channel.onmessage = () => channel.close();
  parentPort.postMessage('ready');
}
