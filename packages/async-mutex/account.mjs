import { parentPort } from 'node:worker_threads';

let balance = 0;
parentPort.on('message', (message) => {
  if ('set' in message) balance = message.set;
  parentPort.postMessage(balance);
});
