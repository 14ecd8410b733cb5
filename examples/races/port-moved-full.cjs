// A port is read until it is empty and handed on then, as if nothing could come any more: what comes
// later is split between two readers, and each thinks that it has seen everything.
'use strict';
const { MessageChannel, Worker, isMainThread, parentPort, receiveMessageOnPort, workerData } =
  require('node:worker_threads');

if (isMainThread) {
  const { port1, port2 } = new MessageChannel();
  const sender = new Worker(__filename, { workerData: { port: port2 }, transferList: [port2] });
  sender.on('message', () => {
    const seen = [];
    for (let next; (next = receiveMessageOnPort(port1)) !== undefined;) seen.push(next.message);
    const rest = new Worker(__filename, { workerData: { rest: port1, seen }, transferList: [port1] });
    rest.on('error', (error) => { throw error; });
  });
} else if (workerData.rest === undefined) {
  const { port } = workerData;
  port.postMessage(1);
  parentPort.postMessage('some are there');
  port.postMessage(2);
  port.close();
} else {
  const { rest, seen } = workerData;
  rest.on('message', (late) => { throw new Error(`${late} came after ${seen}, which was thought to be all`); });
}
