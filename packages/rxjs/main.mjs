// Observables made from workers and emitters.
import { EventEmitter } from 'node:events';
import { Worker } from 'node:worker_threads';
import {
  Observable, Subject, catchError, concatMap, firstValueFrom, from, fromEvent, interval, lastValueFrom, map,
  mergeMap, of, reduce, retry, take, takeUntil, toArray,
} from 'rxjs';

const source = `
  const { parentPort, workerData } = require('node:worker_threads');
  if (workerData.fail) throw new Error('worker failed');
  for (let i = 0; i < workerData.count; i += 1) parentPort.postMessage(workerData.base + i);
`;
const fromWorker = (workerData) => new Observable((subscriber) => {
  const worker = new Worker(source, { eval: true, workerData });
  worker.on('message', (value) => subscriber.next(value));
  worker.on('error', (error) => subscriber.error(error));
  worker.on('exit', () => subscriber.complete());
  return () => { worker.terminate(); };
});

console.log('concatenated', await lastValueFrom(from([10, 20]).pipe(
  concatMap((base) => fromWorker({ base, count: 3 })),
  toArray(),
)));
console.log('sum', await lastValueFrom(from([1, 2, 3]).pipe(
  mergeMap((base) => fromWorker({ base, count: 2 }), 2),
  reduce((total, value) => total + value, 0),
)));
console.log('first', await firstValueFrom(fromWorker({ base: 7, count: 100 })));

let attempts = 0;
console.log('rescued', await lastValueFrom(new Observable((subscriber) => {
  attempts += 1;
  return fromWorker({ fail: true }).subscribe(subscriber);
}).pipe(retry(1), catchError((error) => of(`rescued: ${error.message}`)))), attempts);

const emitter = new EventEmitter();
const stop = new Subject();
const heard = lastValueFrom(fromEvent(emitter, 'word').pipe(map((word) => word.length), takeUntil(stop), toArray()));
emitter.emit('word', 'three');
emitter.emit('word', 'seven!!');
stop.next();
emitter.emit('word', 'too late');
console.log('heard', await heard, emitter.listenerCount('word'));
console.log('ticks', await lastValueFrom(interval(2).pipe(take(3), toArray())));
