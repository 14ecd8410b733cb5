// A pool that squares numbers, moves a buffer, names a task, and gives one up.
import { Tinypool } from 'tinypool';

const pool = new Tinypool({
  filename: new URL('./worker.mjs', import.meta.url).href,
  minThreads: 2,
  maxThreads: 2,
});

const squares = await Promise.all([1, 2, 3, 4, 5, 6].map((number) => pool.run({ number })));
console.log('squares', squares);

const pixels = new Uint8Array([10, 200, 30]);
const inverted = await pool.run({ pixels }, { name: 'invert', transferList: [pixels.buffer] });
console.log('inverted', inverted, 'left behind', pixels.length);

const failed = await pool.run({ text: '{' }, { name: 'parse' }).catch((error) => error);
console.log('failed', failed.name, failed instanceof Error);

const controller = new AbortController();
const hanging = pool.run({}, { name: 'hang', signal: controller.signal });
const outcome = hanging.catch((error) => error.name);
controller.abort();
console.log('given up', await outcome);

console.log('threads', pool.threads.length, 'queue', pool.queueSize);
await pool.destroy();
console.log('destroyed', pool.threads.length);
