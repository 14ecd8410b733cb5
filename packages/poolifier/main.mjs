// Fixed and dynamic pools with several task functions, and the events of a pool.
import { DynamicThreadPool, FixedThreadPool, availableParallelism } from 'poolifier';

// A pool that ends lets go of its ports before its threads have answered.
const alive = setInterval(() => {}, 1000);
const file = new URL('./worker.mjs', import.meta.url).pathname;
const fixed = new FixedThreadPool(2, file, {
  errorHandler: (error) => console.log('worker error', error.message),
});

console.log('parallelism', availableParallelism() >= 1);
console.log('primes', await Promise.all([10, 100, 1000].map((below) => fixed.execute({ below }, 'primes'))));
console.log('default', await fixed.execute({ below: 20 }));
console.log('words', await fixed.execute({ text: 'one two  three' }, 'words'));
console.log('names', fixed.listTaskFunctionsProperties().map((each) => each.name));
const error = await fixed.execute({}, 'fail').catch((caught) => caught);
console.log('refused', error.message);
console.log('info', fixed.info.minSize, fixed.info.type, fixed.info.executedTasks);
await fixed.destroy();

const dynamic = new DynamicThreadPool(1, 2, file);
console.log('mapped', await dynamic.mapExecute([{ below: 5 }, { below: 50 }], 'primes'));
await dynamic.destroy();
clearInterval(alive);
console.log('destroyed');
