// What it measures: messages sent to a worker in batches; the worker answers once for each batch.
//
// The argument names what is sent: small (an object of three members), numbers (an array of 1,000
// numbers), string-1k and string-1m (a string of 1 KiB and of 1 MiB), nested (an object tree of
// 1,000 nodes). Prints messages a second, after a time that does not count.
'use strict';

const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');

const WARM_UP_MS = 150;
const MEASURE_MS = 350;

function nested(nodes) {
  const root = { id: 0, name: 'node', children: [] };
  const open = [root];
  for (let id = 1; id < nodes; id++) {
    const node = { id, name: 'node', children: [] };
    open[(id - 1) >> 2].children.push(node);
    open.push(node);
  }
  return root;
}

// What is sent, and how many make a batch.
const KINDS = {
  small: [() => ({ id: 42, name: 'message', ok: true }), 1000],
  numbers: [() => Array.from({ length: 1000 }, (_, i) => i + 0.5), 100],
  'string-1k': [() => 'x'.repeat(1 << 10), 500],
  'string-1m': [() => 'x'.repeat(1 << 20), 8],
  nested: [() => nested(1000), 8],
};

function main(kind) {
  const [make, batch] = KINDS[kind];
  const value = make();
  const worker = new Worker(__filename, { workerData: batch });
  let messages = 0;
  let start = performance.now();
  let isWarm = false;
  function send() {
    for (let i = 0; i < batch; i++) worker.postMessage(value);
  }
  worker.on('message', () => {
    messages += batch;
    const elapsed = performance.now() - start;
    if (isWarm && elapsed >= MEASURE_MS) {
      console.log(JSON.stringify({ perSecond: (messages * 1000) / elapsed, messages }));
      worker.terminate();
      return;
    }
    if (!isWarm && elapsed >= WARM_UP_MS) {
      isWarm = true;
      messages = 0;
      start = performance.now();
    }
    send();
  });
  send();
}

if (isMainThread) {
  main(process.argv[2] || 'small');
} else {
  let left = workerData;
  parentPort.on('message', () => {
    if (--left === 0) {
      left = workerData;
      parentPort.postMessage('batch');
    }
  });
}
