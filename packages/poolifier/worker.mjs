import { ThreadWorker } from 'poolifier';

function primes({ below }) {
  let count = 0;
  for (let number = 2; number < below; number += 1) {
    let divisor = 2;
    while (divisor * divisor <= number && number % divisor !== 0) divisor += 1;
    if (divisor * divisor > number) count += 1;
  }
  return count;
}

export default new ThreadWorker({
  primes,
  words: async ({ text }) => text.split(/\s+/).length,
  fail: () => {
    throw new Error('task refused');
  },
}, { maxInactiveTime: 60000 });
