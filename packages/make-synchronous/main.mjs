// Functions that are sent to a worker as text and awaited by blocking.
import makeSynchronous from 'make-synchronous';

const sum = makeSynchronous(async (...numbers) => {
  const { setTimeout: delay } = await import('node:timers/promises');
  await delay(1);
  return numbers.reduce((total, number) => total + number, 0);
});
console.log('sum', sum(1, 2, 3), sum(4, 5));

const describe = makeSynchronous(async (value) => ({ type: typeof value, value }));
console.log('described', describe('text'), describe({ deep: [1, new Map([['a', 1]])] }));

const digest = makeSynchronous(`async (text) => {
  const { createHash } = await import('node:crypto');
  return createHash('sha1').update(text).digest('hex');
}`);
console.log('digest', digest('blocked'));

const fails = makeSynchronous(async (message) => {
  throw new TypeError(message);
});
try {
  fails('not this way');
} catch (error) {
  console.log('caught', error.name, error.message);
}
