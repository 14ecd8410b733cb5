// What it measures: a lock that two threads take in turns, each asking again before it lets go.
//
// Prints the time of one hand-over in microseconds, after some that do not count. The lock manager
// of `worker_threads` is needed; a runtime without it says so.
'use strict';

const { Worker, isMainThread, parentPort, locks } = require('worker_threads');

const WARM_UP_MS = 150;
const MEASURE_MS = 350;

// Holds the lock again and again; the next request waits in the queue while this one is held.
async function takeTurns(onTurn) {
  let isOver = false;
  let next = null;
  const request = () => locks.request('bench', async () => {
    isOver = onTurn();
    if (!isOver) next = request();
  });
  next = request();
  while (next !== null) {
    const current = next;
    next = null;
    await current;
  }
}

async function main() {
  const worker = new Worker(__filename);
  await new Promise((resolve) => worker.once('message', resolve));
  let turns = 0;
  let start = performance.now();
  let isWarm = false;
  let figures;
  await takeTurns(() => {
    turns++;
    const elapsed = performance.now() - start;
    if (!isWarm && elapsed >= WARM_UP_MS) {
      isWarm = true;
      turns = 0;
      start = performance.now();
      return false;
    }
    if (!isWarm || elapsed < MEASURE_MS) return false;
    // Each turn of this thread stands for one of the other.
    figures = { us: (elapsed * 1000) / (turns * 2), turns };
    return true;
  });
  await worker.terminate();
  console.log(JSON.stringify(figures));
}

if (locks === undefined) {
  if (isMainThread) console.log(JSON.stringify({ unsupported: 'worker_threads has no locks' }));
} else if (isMainThread) {
  main();
} else {
  takeTurns(() => false);
  // A request keeps no thread alive; a port that listens does.
  parentPort.on('message', () => {});
  parentPort.postMessage('ready');
}
