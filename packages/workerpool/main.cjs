// A dedicated worker with events, a function sent as text, a timeout and a cancelled task.
const path = require('node:path');
const workerpool = require('workerpool');

async function main() {
  const pool = workerpool.pool(path.join(__dirname, 'worker.cjs'), {
    workerType: 'thread',
    maxWorkers: 2,
  });
  const methods = await pool.proxy();
  console.log('methods', Object.keys(methods).sort());
  console.log('fibonacci', await Promise.all([10, 15, 20].map((n) => methods.fibonacci(n))));

  const steps = [];
  const total = await pool.exec('countTo', [3], { on: (payload) => steps.push(payload.step) });
  console.log('steps', steps, 'total', total);

  console.log('offloaded', await pool.exec((a, b) => a * b, [6, 7]));

  const error = await pool.exec('fail', ['bad input']).catch((caught) => caught);
  console.log('error', error.message);

  const late = await pool.exec('forever', []).timeout(100).catch((caught) => caught);
  console.log('late', late instanceof workerpool.Promise.TimeoutError);

  const task = pool.exec('forever', []);
  task.cancel();
  const cancelled = await task.catch((caught) => caught);
  console.log('cancelled', cancelled instanceof workerpool.Promise.CancellationError);

  await pool.terminate();
  console.log('stats', pool.stats());
}

main();
