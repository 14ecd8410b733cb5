// A pool with several functions in one file, transfer both ways, abort, and its figures.
import { Piscina } from 'piscina';

const pool = new Piscina({
  filename: new URL('./worker.cjs', import.meta.url).href,
  minThreads: 1,
  maxThreads: 2,
  concurrentTasksPerWorker: 2,
  workerData: { greeting: 'hello' },
});
pool.on('error', (error) => console.log('pool error', error.message));

const sums = await Promise.all([[1, 2], [3, 4], [5, 6]].map(([a, b]) => pool.run({ a, b })));
console.log('sums', sums);
console.log('greeting', await pool.run({ name: 'Ada' }, { name: 'greet' }));

const bytes = new Uint8Array([1, 2, 3, 4]);
const doubled = await pool.run(bytes, { name: 'double', transferList: [bytes.buffer] });
console.log('doubled', doubled, 'sent away', bytes.byteLength === 0);

const refused = await pool.run({}, { name: 'fail' }).catch((error) => error);
console.log('refused', refused instanceof TypeError, refused.message);

const controller = new AbortController();
const waiting = pool.run({}, { name: 'wait', signal: controller.signal }).catch((error) => error.name);
controller.abort();
console.log('aborted', await waiting);

console.log('completed', pool.completed, 'queued', pool.queueSize);
await pool.close();
console.log('closed');
