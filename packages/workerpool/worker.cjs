const workerpool = require('workerpool');

function fibonacci(n) {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

function countTo(last) {
  let total = 0;
  for (let step = 1; step <= last; step += 1) {
    total += step;
    workerpool.workerEmit({ step });
  }
  return total;
}

function fail(why) {
  throw new Error(`failed: ${why}`);
}

function forever() {
  for (;;);
}

workerpool.worker({ fibonacci, countTo, fail, forever });
