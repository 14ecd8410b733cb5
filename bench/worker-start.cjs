// What it measures: a worker that does nothing, from `new Worker` to its 'exit', one after another.
//
// Prints the median time of a worker in milliseconds, after a few workers that do not count.
'use strict';

const { Worker, isMainThread } = require('worker_threads');

const WARM_UP = 3;
const MOST = 400;
const LIMIT_MS = 500;

function startToExit() {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const worker = new Worker(__filename);
    worker.on('error', reject);
    worker.on('exit', () => resolve(performance.now() - start));
  });
}

async function main() {
  for (let i = 0; i < WARM_UP; i++) await startToExit();
  const times = [];
  const end = performance.now() + LIMIT_MS;
  while (times.length < MOST && performance.now() < end) times.push(await startToExit());
  times.sort((a, b) => a - b);
  console.log(JSON.stringify({ ms: times[times.length >> 1], workers: times.length }));
}

if (isMainThread) main();
