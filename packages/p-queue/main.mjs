// Tasks for workers, queued by priority, two at a time, with events, a pause and a timeout.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import pMap, { pMapIterable } from 'p-map';
import PQueue from 'p-queue';

const source = `
  const { parentPort, workerData } = require('node:worker_threads');
  parentPort.postMessage([...workerData].map((letter) => letter.charCodeAt(0)).reduce((a, b) => a + b, 0));
`;

async function checksum(text) {
  const worker = new Worker(source, { eval: true, workerData: text });
  const ended = once(worker, 'exit');
  const [value] = await once(worker, 'message');
  await ended;
  return value;
}

const queue = new PQueue({ concurrency: 2, autoStart: false });
const order = [];
for (const [text, priority] of [['low', 0], ['high', 2], ['middle', 1], ['last', -1]]) {
  queue.add(async () => {
    order.push(text);
    return checksum(text);
  }, { priority });
}
let active = 0;
queue.on('active', () => { active += 1; });
const idle = once(queue, 'idle');
console.log('waiting', queue.size, queue.pending, queue.isPaused);
queue.start();
await idle;
console.log('order', order, 'became active', active);

const results = await queue.addAll(['alpha', 'beta', 'gamma'].map((text) => () => checksum(text)));
console.log('results', results);

const late = await queue.add(() => new Promise(() => {}), { timeout: 30 }).catch((error) => error.name);
console.log('late', late);

const controller = new AbortController();
const never = queue.add(({ signal }) => new Promise((resolve, reject) => {
  signal.addEventListener('abort', () => reject(signal.reason));
}), { signal: controller.signal });
const withdrawn = never.catch((error) => error.message);
controller.abort(new Error('withdrawn'));
console.log('withdrawn', await withdrawn);

const limit = pLimit(1);
const log = [];
await Promise.all(['x', 'y', 'z'].map((name) => limit(async () => {
  log.push(`${name} in`);
  await null;
  log.push(`${name} out`);
})));
console.log('one at a time', log, limit.activeCount, limit.pendingCount);

console.log('mapped', await pMap([3, 1, 2], checksumOf, { concurrency: 2 }));
for await (const value of pMapIterable(['i', 'j'], checksum)) console.log('each', value);
const all = await pMap([1, 2, 3], (n) => { if (n > 1) throw new Error(`no ${n}`); return n; }, { stopOnError: false })
  .catch((error) => error);
console.log('all errors', all.name, all.errors.map((error) => error.message));

async function checksumOf(count) {
  return checksum('a'.repeat(count));
}
