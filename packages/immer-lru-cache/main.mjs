// State that a worker changes by patches, and a cache of its answers.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { applyPatches, enablePatches, freeze, produce } from 'immer';
import { LRUCache } from 'lru-cache';
import { v5, validate } from 'uuid';

enablePatches();
let state = freeze({ todos: [{ text: 'write', done: false }], counts: { all: 1 } }, true);
const worker = new Worker(new URL('./reducer.mjs', import.meta.url), { workerData: state });
for (const action of [{ type: 'add', text: 'read' }, { type: 'finish', index: 0 }, { type: 'remove', index: 0 }]) {
  worker.postMessage(action);
  const [patches] = await once(worker, 'message');
  console.log('patches', JSON.stringify(patches));
  const before = state;
  state = applyPatches(state, patches);
  console.log('state', state, before === state, Object.isFrozen(state));
}
worker.postMessage({ type: 'close' });
const same = produce(state, () => {});
console.log('unchanged', same === state);

const evicted = [];
const cache = new LRUCache({
  max: 2,
  fetchMethod: async (key) => `value of ${key}`,
  dispose: (value, key, reason) => evicted.push(`${key} ${reason}`),
});
console.log(await cache.fetch('a'), await cache.fetch('b'), await cache.fetch('a'), await cache.fetch('c'));
console.log([...cache.keys()], evicted, cache.has('b'), cache.peek('c'));
const id = v5('worker', v5.URL);
console.log(id, validate(id));
