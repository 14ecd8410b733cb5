// What it measures: a small object posted to a port and taken at once with receiveMessageOnPort.
//
// Prints messages a second, after a time that does not count. One thread only.
'use strict';

const { MessageChannel, receiveMessageOnPort } = require('worker_threads');

const WARM_UP_MS = 150;
const MEASURE_MS = 350;

const { port1, port2 } = new MessageChannel();
const value = { id: 42, name: 'message', ok: true };

function measure(limit) {
  let messages = 0;
  const start = performance.now();
  let elapsed = 0;
  while (elapsed < limit) {
    for (let i = 0; i < 100; i++) {
      port1.postMessage(value);
      if (receiveMessageOnPort(port2).message.id !== 42) throw new Error('not the message');
    }
    messages += 100;
    elapsed = performance.now() - start;
  }
  return (messages * 1000) / elapsed;
}

measure(WARM_UP_MS);
console.log(JSON.stringify({ perSecond: measure(MEASURE_MS) }));
port1.close();
