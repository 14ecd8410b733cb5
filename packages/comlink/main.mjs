// An object in a worker that is used as if it were here: calls, callbacks, classes, transfer.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as Comlink from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';

const worker = new Worker(new URL('./worker.mjs', import.meta.url));
const api = Comlink.wrap(nodeEndpoint(worker));

console.log('add', await api.add(2, 3));
console.log('property', await api.version);
console.log('nested', await api.settings.theme.name);

const seen = [];
await api.each(['a', 'b', 'c'], Comlink.proxy((item, index) => seen.push(`${index}:${item}`)));
console.log('seen', seen);

const counter = await new api.Counter(10);
await counter.increment();
await counter.increment();
console.log('counter', await counter.value);
counter[Comlink.releaseProxy]();

const bytes = new Uint8Array([5, 6, 7]);
const sum = await api.sum(Comlink.transfer(bytes, [bytes.buffer]));
console.log('sum', sum, 'moved', bytes.byteLength);

try {
  await api.fail();
} catch (error) {
  console.log('caught', error.name, error.message);
}

await api.set('changed');
console.log('label', await api.label);
api[Comlink.releaseProxy]();
await worker.terminate();
console.log('ended');
if (worker.threadId !== -1) await once(worker, 'exit');
