// Three emitters carry what workers say.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { EventEmitter } from 'eventemitter3';
import Emittery from 'emittery';
import mitt from 'mitt';

const worker = new Worker(`
  const { parentPort } = require('node:worker_threads');
  for (const part of ['head', 'body', 'tail']) parentPort.postMessage({ part });
`, { eval: true });

class Bus extends EventEmitter {}
const bus = new Bus();
const context = { name: 'context' };
bus.on('part', function (part) { console.log('eventemitter3', part, this.name); }, context);
bus.once('part', (part) => console.log('only once', part));
worker.on('message', ({ part }) => bus.emit('part', part));
await once(worker, 'exit');
console.log(bus.eventNames(), bus.listenerCount('part'), bus.emit('nothing'));
bus.removeAllListeners();

const small = mitt();
small.on('*', (type, value) => console.log('mitt any', type, value));
const listener = (value) => console.log('mitt', value);
small.on('sum', listener);
small.emit('sum', 3);
small.off('sum', listener);
small.emit('sum', 4);
console.log([...small.all.keys()]);

const emittery = new Emittery();
emittery.on('unit', async ({ data } = {}) => { await null; console.log('emittery', data); });
emittery.onAny(({ name }) => console.log('any', name));
await emittery.emit('unit', 1);
await emittery.emitSerial('unit', 2);
const iterator = emittery.events('tick')[Symbol.asyncIterator]();
emittery.emit('tick', 'first');
console.log('iterated', (await iterator.next()).value.data);
await iterator.return();
const next = emittery.once('done');
emittery.emit('done', 'finished');
console.log('once', (await next).data ?? (await next), emittery.listenerCount('unit'));
