// A farm on threads: exposed methods, sticky keys, streams of a worker, an error.
const { Worker } = require('jest-worker');

async function main() {
  const farm = new Worker(require.resolve('./worker.cjs'), {
    enableWorkerThreads: true,
    numWorkers: 2,
    exposedMethods: ['hash', 'remember', 'fail'],
    computeWorkerKey: (method, key) => (method === 'remember' ? key : null),
    forkOptions: { silent: true },
  });
  console.log('hashes', await Promise.all(['a', 'b', 'c'].map((text) => farm.hash(text))));

  await farm.remember('first', 1);
  await farm.remember('second', 10);
  await farm.remember('first', 2);
  console.log('kept in one worker', await farm.remember('first', 3));

  const error = await farm.fail('broken').catch((caught) => caught);
  console.log('error', error.name, error.message, error instanceof Error);

  const { forceExited } = await farm.end();
  console.log('forced', forceExited);
}

main();
