import { parentPort } from 'node:worker_threads';
import * as Comlink from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';

class Counter {
  constructor(start) {
    this.value = start;
  }

  increment() {
    this.value += 1;
  }
}

const api = {
  version: '1.2.3',
  label: 'first',
  settings: { theme: { name: 'dark' } },
  Counter,
  add: (a, b) => a + b,
  sum: (bytes) => bytes.reduce((total, byte) => total + byte, 0),
  set(label) {
    this.label = label;
  },
  async each(items, callback) {
    for (const [index, item] of items.entries()) await callback(item, index);
  },
  fail() {
    throw new RangeError('out of range');
  },
};

Comlink.expose(api, nodeEndpoint(parentPort));
