// Two questions are open and whoever asked first takes the first answer, whose ever it is.
'use strict';
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

if (isMainThread) {
  const waiting = [];
  for (const question of [1, 2]) {
    waiting.push((answer) => {
      if (answer !== question * 10) throw new Error(`the answer to ${question} is ${answer}`);
    });
    new Worker(__filename, { workerData: question }).on('message', (answer) => waiting.shift()(answer));
  }
} else {
  parentPort.postMessage(workerData * 10);
}
