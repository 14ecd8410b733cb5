// What it measures: workers that cannot profit from one before them, from `new Worker` to 'exit'.
//
// The argument says which: first (the first worker of the process, once), unseen (one after another,
// each with a script that no worker had before), module (an ES module), builtins (a script that
// requires ten builtin modules), files (one that requires 50 small files). Prints milliseconds, the
// median where there are several.
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');
const { Worker } = require('worker_threads');

const MOST = 40;
const LIMIT_MS = 500;
const FILES = 50;
const BUILTINS = ['fs', 'path', 'os', 'util', 'events', 'stream', 'url', 'crypto', 'zlib', 'assert'];

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
const write = (name, text) => {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  return file;
};

// A script for each worker, by its number.
const KINDS = {
  first: () => write('first.cjs', "'use strict';"),
  unseen: (n) => write(`unseen-${n}.cjs`, `'use strict'; const number = ${n}; module.exports = number;`),
  module: (n) => write(`module-${n}.mjs`, `import { threadId } from 'node:worker_threads'; export const id = threadId + ${n};`),
  builtins: () => write('builtins.cjs', BUILTINS.map((name) => `require('${name}');`).join('\n')),
  files: () => {
    const files = Array.from({ length: FILES }, (_, n) => write(`part-${n}.cjs`, `exports.part = ${n};`));
    return write('files.cjs', files.map((file) => `require(${JSON.stringify(file)});`).join('\n'));
  },
};

function startToExit(script) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const worker = new Worker(script);
    worker.on('error', reject);
    worker.on('exit', () => resolve(performance.now() - start));
  });
}

async function main(kind) {
  const most = kind === 'first' ? 1 : MOST;
  const scripts = Array.from({ length: most }, (_, n) => (n === 0 || kind === 'unseen' || kind === 'module' ? KINDS[kind](n) : undefined));
  const times = [];
  const end = performance.now() + LIMIT_MS;
  for (let n = 0; n < most && (n < 5 || performance.now() < end); n++) {
    times.push(await startToExit(scripts[n] ?? scripts[0]));
  }
  fs.rmSync(folder, { recursive: true });
  times.sort((a, b) => a - b);
  console.log(JSON.stringify({ ms: times[times.length >> 1], workers: times.length }));
}

main(process.argv[2] || 'first');
