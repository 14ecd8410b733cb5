// What it measures: an ArrayBuffer of 64 MiB sent to a worker and sent back.
//
// The argument is `transfer` (it moves) or `copy` (it is cloned on each way). Prints the time of
// one way in microseconds; with `transfer` also that of a buffer of 64 KiB, and how many times as long
// the large one takes: the size should not matter.
'use strict';

const { Worker, isMainThread, parentPort } = require('worker_threads');

const LARGE = 64 << 20;
const SMALL = 64 << 10;
const MEASURE_MS = 300;

function wayAndBack(worker, buffer, moves) {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (message) => {
      worker.removeListener('error', reject);
      resolve(message.buffer);
    });
    worker.postMessage({ buffer, moves }, moves ? [buffer] : []);
  });
}

async function oneWay(worker, size, moves) {
  let buffer = new ArrayBuffer(size);
  // Touched once, so that no way pays for pages that were never used.
  new Uint8Array(buffer).fill(1);
  const times = [];
  const end = performance.now() + MEASURE_MS;
  while (times.length < 3 || performance.now() < end) {
    const start = performance.now();
    buffer = await wayAndBack(worker, buffer, moves);
    times.push((performance.now() - start) / 2);
  }
  if (buffer.byteLength !== size) throw new Error(`${buffer.byteLength} bytes came back`);
  times.sort((a, b) => a - b);
  return times[times.length >> 1] * 1000;
}

async function main(how) {
  const worker = new Worker(__filename);
  const moves = how !== 'copy';
  const figures = {};
  if (moves) figures.usSmall = await oneWay(worker, SMALL, moves);
  figures.us = await oneWay(worker, LARGE, moves);
  if (moves) figures.timesSmall = figures.us / figures.usSmall;
  await worker.terminate();
  console.log(JSON.stringify(figures));
}

if (isMainThread) {
  main(process.argv[2]);
} else {
  parentPort.on('message', ({ buffer, moves }) => {
    parentPort.postMessage({ buffer }, moves ? [buffer] : []);
  });
}
