// What it measures: ports beside a worker's own.
//
// The argument says what: chain (a number that goes to a worker and back over five ports, one at a
// time; prints the microseconds of each whole way), open (1,000 ports in a worker that hold a
// listener each; prints the microseconds until each has answered, and the memory of each).
'use strict';

const fs = require('fs');
const { MessageChannel, Worker, isMainThread, parentPort, workerData } = require('worker_threads');

const WARM_UP_MS = 150;
const MEASURE_MS = 350;
const LINKS = 5;
const PORTS = 1000;

function residentKib() {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]);
}

function channels(count) {
  const all = Array.from({ length: count }, () => new MessageChannel());
  return [all.map(({ port1 }) => port1), all.map(({ port2 }) => port2)];
}

function chain() {
  const [ours, theirs] = channels(LINKS);
  const worker = new Worker(__filename, { workerData: { kind: 'chain', ports: theirs }, transferList: theirs });
  let trips = 0;
  let start = performance.now();
  let isWarm = false;
  ours.forEach((port, at) => port.on('message', (value) => {
    if (at < LINKS - 1) {
      ours[at + 1].postMessage(value);
      return;
    }
    trips++;
    const elapsed = performance.now() - start;
    if (isWarm && elapsed >= MEASURE_MS) {
      console.log(JSON.stringify({ us: (elapsed * 1000) / trips, trips }));
      worker.terminate();
      for (const other of ours) other.close();
      return;
    }
    if (!isWarm && elapsed >= WARM_UP_MS) {
      isWarm = true;
      trips = 0;
      start = performance.now();
    }
    ours[0].postMessage(value + 1);
  }));
  ours[0].postMessage(0);
}

function open() {
  const worker = new Worker(__filename, { workerData: { kind: 'open', ports: [] } });
  worker.once('message', () => {
    const before = residentKib();
    const start = performance.now();
    const [ours, theirs] = channels(PORTS);
    let left = PORTS;
    for (const port of ours) {
      port.on('message', () => {
        if (--left > 0) return;
        const us = ((performance.now() - start) * 1000) / PORTS;
        console.log(JSON.stringify({ us, portKib: (residentKib() - before) / PORTS }));
        worker.terminate();
        for (const other of ours) other.close();
      });
      port.postMessage('hello');
    }
    worker.postMessage(theirs, theirs);
  });
}

if (isMainThread) {
  ({ chain, open })[process.argv[2] || 'chain']();
} else {
  const answer = (port) => port.on('message', (value) => port.postMessage(value));
  workerData.ports.forEach(answer);
  if (workerData.kind === 'open') {
    parentPort.on('message', (ports) => ports.forEach(answer));
    parentPort.postMessage('ready');
  }
}
