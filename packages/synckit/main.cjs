// Asynchronous work called as if it were synchronous: the thread sleeps until a worker answers.
const { createSyncFn } = require('synckit');

const run = createSyncFn(require.resolve('./worker.cjs'));

console.log('reversed', run('reverse', 'worker'));
console.log('kinds', run('kinds', { list: [1, 2n], when: new Date(0), set: new Set(['x']) }));
try {
  run('fail', 'nothing to do');
} catch (error) {
  console.log('thrown here', error.name, error.message, error.code);
}
console.log('again', run('reverse', 'still alive'));
