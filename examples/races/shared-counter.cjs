// Two workers take a ticket each from a counter that they share: they look first and write then.
// When the other looks in between, both have the same ticket.
'use strict';
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

if (isMainThread) {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const tickets = new Set();
  for (let n = 0; n < 2; n++) {
    const worker = new Worker(__filename, { workerData: counter });
    worker.on('message', (ticket) => {
      if (tickets.has(ticket)) throw new Error(`ticket ${ticket} was given twice`);
      tickets.add(ticket);
    });
  }
} else {
  const ticket = Atomics.load(workerData, 0);
  Atomics.store(workerData, 0, ticket + 1);
  parentPort.postMessage(ticket);
}
