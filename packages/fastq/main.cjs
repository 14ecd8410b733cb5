// A queue in front of one worker: callbacks, promises, drain, pause, kill.
const { Worker } = require('node:worker_threads');
const fastq = require('fastq');

async function main() {
  const worker = new Worker(`
    const { parentPort } = require('node:worker_threads');
    parentPort.on('message', ({ id, n }) => parentPort.postMessage({ id, result: n ** 2 }));
  `, { eval: true });
  const waiting = new Map();
  worker.on('message', ({ id, result }) => {
    waiting.get(id)(null, result);
    waiting.delete(id);
  });
  let ids = 0;
  const queue = fastq((n, done) => {
    ids += 1;
    waiting.set(ids, done);
    worker.postMessage({ id: ids, n });
  }, 2);
  const results = [];
  await new Promise((resolve) => {
    queue.drain = resolve;
    for (const n of [1, 2, 3, 4, 5]) queue.push(n, (error, result) => results.push(result));
    queue.unshift(10, (error, result) => results.push(result));
    console.log('queued', queue.length(), queue.running(), queue.getQueue());
  });
  console.log('results', results);
  await worker.terminate();

  const order = [];
  const promised = fastq.promise(async (task) => {
    order.push(task);
    if (task === 'bad') throw new Error('bad task');
    return task.length;
  }, 1);
  promised.pause();
  const settled = Promise.allSettled([promised.push('first'), promised.push('bad'), promised.unshift('urgent')]);
  console.log('paused', promised.length(), promised.paused);
  promised.resume();
  console.log('settled', (await settled).map((each) => each.value ?? each.reason.message), order);
  await promised.drained();
  console.log('idle', promised.idle());
}

main();
