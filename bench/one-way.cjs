// What it measures: messages sent to a worker in batches; the worker answers once for each batch.
//
// The argument names what is sent: small (an object of three members), numbers (an array of 1,000
// numbers), string-1k and string-1m (a string of 1 KiB and of 1 MiB), nested (an object tree of
// 1,000 nodes), map (a Map of 1,000 entries), typed-1m (1 MiB of a typed array, cloned), buffer-64k
// (a Buffer of 64 KiB) and error (a TypeError with its stack). They send one and the same value again
// and again; changing sends small objects that are made for each message, with other values in each.
// Prints messages a second, after a time that does not count.
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

const always = (value) => () => value;

// How what is sent is made, and how many make a batch.
const KINDS = {
  small: [() => always({ id: 42, name: 'message', ok: true }), 1000],
  changing: [() => (n) => ({ id: n, name: `user ${n % 100}` }), 1000],
  numbers: [() => always(Array.from({ length: 1000 }, (_, i) => i + 0.5)), 100],
  'string-1k': [() => always('x'.repeat(1 << 10)), 500],
  'string-1m': [() => always('x'.repeat(1 << 20)), 8],
  nested: [() => always(nested(1000)), 8],
  map: [() => always(new Map(Array.from({ length: 1000 }, (_, i) => [`key ${i}`, i]))), 20],
  'typed-1m': [() => always(new Uint8Array(1 << 20).fill(7)), 8],
  'buffer-64k': [() => always(Buffer.alloc(1 << 16, 7)), 50],
  error: [() => always(new TypeError('what went wrong')), 500],
};

function main(kind) {
  const [prepare, batch] = KINDS[kind];
  const make = prepare();
  const worker = new Worker(__filename, { workerData: batch });
  let messages = 0;
  let start = performance.now();
  let isWarm = false;
  function send() {
    for (let i = 0; i < batch; i++) worker.postMessage(make(i));
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
