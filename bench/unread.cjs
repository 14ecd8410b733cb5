// What it measures: memory of messages that nobody has read yet: 10,000 of 1 KiB, to a worker that
// does something else meanwhile.
//
// Prints how many times their own bytes the process grew by (`VmRSS` of /proc/self/status).
'use strict';

const fs = require('fs');
const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');

const MESSAGES = 10_000;
const BYTES = 1024;

function residentKib() {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]);
}

function main() {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(__filename, { workerData: gate });
  worker.once('message', () => {
    const texts = Array.from({ length: 100 }, (_, n) => String(n % 10).repeat(BYTES));
    const before = residentKib();
    for (let n = 0; n < MESSAGES; n++) worker.postMessage(texts[n % 100]);
    const times = ((residentKib() - before) * 1024) / (MESSAGES * BYTES);
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    worker.once('message', () => {
      console.log(JSON.stringify({ times }));
      worker.terminate();
    });
  });
}

if (isMainThread) {
  main();
} else {
  let read = 0;
  parentPort.on('message', () => {
    if (++read === MESSAGES) parentPort.postMessage('read');
  });
  parentPort.postMessage('waits');
  Atomics.wait(workerData, 0, 0);
}
