// One worker's word sets what all later threads are to read, another's starts such a thread: it reads
// nothing if it comes first.
'use strict';
const { Worker, getEnvironmentData, isMainThread, parentPort, setEnvironmentData, workerData } =
  require('node:worker_threads');

if (isMainThread) {
  new Worker(__filename, { workerData: 'configure' })
    .on('message', (level) => setEnvironmentData('level', level));
  new Worker(__filename, { workerData: 'ask' })
    .on('message', () => new Worker(__filename, { workerData: 'serve' }));
} else if (workerData === 'configure') {
  parentPort.postMessage('debug');
} else if (workerData === 'ask') {
  parentPort.postMessage('serve me');
} else if (getEnvironmentData('level') === undefined) {
  throw new Error('the level was not set');
}
