// What it measures: a message broadcast to 20 workers, until each has answered.
//
// Prints the time of one broadcast with its answers in microseconds, after some that do not count.
'use strict';

const { BroadcastChannel, Worker, isMainThread, parentPort } = require('worker_threads');

const WORKERS = 20;
const WARM_UP_MS = 100;
const MEASURE_MS = 300;

async function main() {
  const channel = new BroadcastChannel('bench');
  let missing = WORKERS;
  let onAll;
  const workers = Array.from({ length: WORKERS }, () => new Worker(__filename));
  for (const worker of workers) {
    worker.on('message', () => {
      if (--missing === 0) onAll();
    });
  }
  await new Promise((resolve) => { onAll = resolve; });
  const round = () => new Promise((resolve) => {
    missing = WORKERS;
    onAll = resolve;
    channel.postMessage('question');
  });
  const warm = performance.now() + WARM_UP_MS;
  while (performance.now() < warm) await round();
  let rounds = 0;
  const start = performance.now();
  let elapsed = 0;
  while (elapsed < MEASURE_MS) {
    await round();
    rounds++;
    elapsed = performance.now() - start;
  }
  channel.close();
  await Promise.all(workers.map((worker) => worker.terminate()));
  console.log(JSON.stringify({ us: (elapsed * 1000) / rounds, rounds }));
}

if (isMainThread) {
  main();
} else {
  const channel = new BroadcastChannel('bench');
  channel.onmessage = () => parentPort.postMessage('answer');
  parentPort.postMessage('ready');
}
