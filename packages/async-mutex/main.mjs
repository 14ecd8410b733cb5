// Locks among asynchronous tasks that all use one worker.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { E_CANCELED, E_TIMEOUT, Mutex, Semaphore, tryAcquire, withTimeout } from 'async-mutex';

const worker = new Worker(new URL('./account.mjs', import.meta.url));
const mutex = new Mutex();
async function ask(message) {
  worker.postMessage(message);
  const [answer] = await once(worker, 'message');
  return answer;
}
async function deposit(amount) {
  return mutex.runExclusive(async () => {
    const balance = await ask({ get: true });
    return ask({ set: balance + amount });
  });
}
console.log('balances', await Promise.all([5, 10, 20].map(deposit)));
console.log('locked', mutex.isLocked());

const semaphore = new Semaphore(2);
let inside = 0;
let most = 0;
await Promise.all(Array.from({ length: 6 }, () => semaphore.runExclusive(async () => {
  inside += 1;
  most = Math.max(most, inside);
  await null;
  inside -= 1;
})));
console.log('most inside', most, 'value', semaphore.getValue());

const release = await mutex.acquire();
const late = withTimeout(mutex, 20).acquire().catch((error) => error === E_TIMEOUT);
console.log('late', await late);
const now = await tryAcquire(mutex).acquire().catch((error) => error.message);
console.log('now', now);
const waiter = mutex.acquire().catch((error) => error === E_CANCELED);
mutex.cancel();
console.log('cancelled', await waiter);
release();
await worker.terminate();
console.log('free', !mutex.isLocked());
