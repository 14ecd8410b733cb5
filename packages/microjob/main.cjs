// Functions sent as text to a pool of threads, with a context and data.
const { job, start, stop } = require('microjob');

async function main() {
  await start({ maxWorkers: 2 });
  const factor = 3;
  const one = await job((data) => data.map((value) => value * factor), { data: [1, 2, 3], ctx: { factor } });
  console.log('scaled', one);
  const many = await Promise.all([5, 6, 7].map((n) => job((value) => {
    let product = 1;
    for (let i = 2; i <= value; i += 1) product *= i;
    return product;
  }, { data: n })));
  console.log('factorials', many);
  const asynchronous = await job(async () => {
    const text = await Promise.resolve('awaited');
    return text.length;
  });
  console.log('awaited', asynchronous);
  const error = await job(() => { throw new Error('inside'); }).catch((caught) => caught);
  console.log('error', error.message);
  await stop();
  console.log('stopped');
}

main();
