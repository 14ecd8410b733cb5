// A program of workers, ports, transfers, ends, locks, channels and errors, by seed: `node program.js
// SEED [STEPS [WITHOUT]]`. Every thread does as many steps as it was given, chosen by its own numbers;
// WITHOUT names kinds of steps to leave out, with commas, which is how a failure is made smaller. A
// program must end by itself, print `done SEED`, and not crash.
'use strict';

const threads = require('worker_threads');
const { Worker, MessageChannel, BroadcastChannel, isMainThread, parentPort, workerData, receiveMessageOnPort } = threads;

const [seed, steps, without, place, depth] = isMainThread
  ? [Number(process.argv[2]), Number(process.argv[3] ?? 40), process.argv[4] ?? '', 1, 0]
  : workerData.given;

// Mulberry32, begun anew for each thread.
let state = (Math.imul(seed, 2654435761) + Math.imul(place, 40503)) >>> 0;
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];

const ports = [];
const workers = [];
const channels = [];
const shared = isMainThread ? new SharedArrayBuffer(64) : workerData.shared;
const words = new Int32Array(shared);
let made = 0;
let ended = false;

function safely(act) {
  try {
    const value = act();
    if (typeof value?.then === 'function') value.then(() => {}, () => {});
    return value;
  } catch {
    // Whatever a step throws, the next one follows.
  }
}

function take(list) {
  return list.length === 0 ? undefined : list.splice(below(list.length), 1)[0];
}

function value(transfer, level = 0) {
  const bytes = () => new ArrayBuffer(below(2) ? 8 : 100000);
  return pick([
    () => below(1000), () => 'x'.repeat(below(200)), () => undefined, () => null, () => 5n, () => new Date(), () => /a/g, () => shared,
    () => new Map([[1, level < 3 ? value(transfer, level + 1) : 0]]), () => new Set([below(9)]), () => new Error('sent', { cause: below(9) }),
    () => { const it = {}; it.it = it; return it; }, () => [, below(9), , {}], () => new Uint8Array(bytes(), 0, 8), () => new (class A { b = 1; })(),
    () => () => {}, () => Symbol('s'), () => new Proxy({}, {}), () => ({ get a() { throw new Error('thrown'); } }), () => new WeakMap(), () => Promise.resolve(),
    () => { const it = bytes(); transfer.push(it); if (below(4) === 0) transfer.push(it); return it; },
    () => { const port = take(ports); if (port) transfer.push(port); return { port }; },
    () => { const { port1, port2 } = new MessageChannel(); ports.push(port1); transfer.push(port2); return [port2]; },
    () => { const port = pick(ports.concat([undefined])); return port; },
    () => Array.from({ length: below(20) }, () => (level < 2 ? value(transfer, level + 1) : 0)),
    () => Object.fromEntries(Array.from({ length: below(9) }, (_, i) => [`k${i}`, level < 2 ? value(transfer, level + 1) : 0])),
    () => new ReadableStream(), () => performance.now(), () => new Blob(['b']), () => new URLSearchParams('a=1'), () => structuredClone(new Error('x')),
  ])();
}

function hear(port) {
  const heard = (data) => {
    safely(() => collect(data?.data ?? data));
    if (below(3) === 0) step();
  };
  pick([
    () => port.on('message', heard), () => port.once('message', heard), () => { port.onmessage = heard; }, () => port.addEventListener('message', heard),
    () => port.on('messageerror', heard), () => port.on('close', () => below(2) && step()), () => {},
  ])();
}

// Ports that arrive are kept, wherever in the data they are.
function collect(data, level = 0) {
  if (typeof data !== 'object' || data === null || level > 3) return;
  if (data instanceof MessagePort) {
    ports.push(data);
    return safely(() => hear(data));
  }
  for (const one of Array.isArray(data) ? data : Object.values(data)) collect(one, level + 1);
}

function send(target) {
  const transfer = [];
  const data = value(transfer);
  safely(() => pick([() => target.postMessage(data, transfer), () => target.postMessage(data, { transfer }), () => target.postMessage(data)])());
}

const KINDS = {
  channel() {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    if (below(2)) hear(port1);
    if (below(2)) hear(port2);
  },
  post() { const port = pick(ports); if (port) send(port); },
  parent() { if (parentPort) send(parentPort); },
  child() { const worker = pick(workers); if (worker) send(worker); },
  close() { take(ports)?.close(); },
  listen() { const port = pick(ports); if (port) hear(port); },
  flags() { const port = pick(ports); if (port) pick([() => port.ref(), () => port.unref(), () => port.start(), () => port.hasRef?.(), () => port.removeAllListeners?.('message')])(); },
  receive() { const port = pick(ports); if (port) for (let i = below(3); i >= 0; i--) collect(receiveMessageOnPort(port)?.message); },
  self() { const port = pick(ports); if (port) port.postMessage(port, [port]); },
  spawn() {
    if (depth >= 2 || made >= (depth === 0 ? 4 : 2)) return;
    made++;
    const transfer = [];
    const port = below(2) ? take(ports) : undefined;
    if (port) transfer.push(port);
    const worker = new Worker(__filename, {
      workerData: { given: [seed, steps, without, place * 8 + made, depth + 1], shared, port }, transferList: transfer,
      stdout: below(2) === 0, stderr: true, stdin: below(4) === 0, env: below(3) ? undefined : threads.SHARE_ENV, name: 'w', trackUnmanagedFds: below(2) === 0,
    });
    workers.push(worker);
    worker.on('error', () => below(3) === 0 && step());
    worker.on('exit', () => { safely(() => workers.splice(workers.indexOf(worker), 1)); if (below(3) === 0) step(); });
    worker.on('messageerror', () => {});
    hear(worker);
  },
  terminate() { const worker = pick(workers); if (worker) worker.terminate().then(() => below(2) && step()); },
  workerFlags() { const worker = pick(workers); if (worker) pick([() => worker.ref(), () => worker.unref(), () => worker.stdin?.write('x'), () => worker.performance.eventLoopUtilization(), () => worker.threadId, () => worker.removeAllListeners('message')])(); },
  broadcast() {
    const channel = pick(channels);
    if (!channel || below(3) === 0) {
      const fresh = new BroadcastChannel(`c${below(2)}`);
      fresh.onmessage = ({ data }) => { safely(() => collect(data)); if (below(4) === 0) step(); };
      if (below(2)) fresh.unref?.();
      channels.push(fresh);
    } else if (below(4) === 0) take(channels).close();
    else channel.postMessage(value([]));
  },
  lock() {
    const locks = threads.locks;
    if (!locks) return;
    const name = `l${below(3)}`;
    const held = async (lock) => { if (lock && below(2)) await new Promise((done) => setImmediate(done)); if (below(3) === 0) step(); if (below(8) === 0) throw new Error('in a lock'); };
    const options = pick([{}, { mode: 'shared' }, { ifAvailable: true }, { steal: true }, { signal: AbortSignal.abort() }]);
    pick([() => locks.request(name, held), () => locks.request(name, options, held), () => locks.query()])()?.then(() => {}, () => {});
  },
  toThread() { threads.postMessageToThread?.(below(6), value([]), undefined, below(2) ? 5 : undefined)?.catch(() => {}); },
  environment() { pick([() => threads.setEnvironmentData(`e${below(3)}`, value([])), () => threads.getEnvironmentData('e1'), () => { process.env[`T${below(3)}`] = 'x'; }, () => { delete process.env.T1; }])(); },
  atomics() {
    pick([() => Atomics.add(words, below(16), 1), () => Atomics.notify(words, below(16)), () => isMainThread || Atomics.wait(words, below(16), words[0], 1), () => Atomics.waitAsync?.(words, below(16), 0, 1)])();
  },
  clone() { const transfer = []; structuredClone(value(transfer), { transfer }); },
  marks() { const it = pick([{}, new ArrayBuffer(8), pick(ports) ?? {}]); pick([() => threads.markAsUntransferable(it), () => threads.markAsUncloneable?.(it), () => threads.isMarkedAsUntransferable?.(it)])(); },
  context() { const port = take(ports); if (port) { const moved = threads.moveMessagePortToContext(port, require('vm').createContext({})); moved.onmessage = () => {}; moved.close(); } },
  later() { pick([() => setImmediate(step), () => setTimeout(step, below(3)), () => queueMicrotask(step), () => process.nextTick(step)])(); },
  reject() { if (!isMainThread && below(4) === 0) Promise.reject(new Error('rejected')); },
  raise() { if (!isMainThread && below(4) === 0) pick([() => setImmediate(() => { throw new Error('thrown'); }), () => process.nextTick(() => { throw undefined; }), () => queueMicrotask(() => { throw { toString() { throw 1; } }; })])(); },
  exit() { if (!isMainThread && below(4) === 0) pick([() => process.exit(below(300)), () => setImmediate(() => process.exit()), () => process.on('exit', () => { safely(step); })])(); },
  leave() { if (!isMainThread && below(4) === 0) parentPort.close(); },
  print() { if (!isMainThread) pick([() => console.log('x'), () => process.stdout.write('y'), () => console.error('z')])(); },
};
const left = without.split(',');
const kinds = Object.keys(KINDS);

let done = 0;
function step() {
  if (ended || done >= steps) return;
  done++;
  const kind = pick(kinds);
  // What is left out is still chosen, so that the rest stays what it was.
  if (!left.includes(kind)) safely(KINDS[kind]);
}

if (isMainThread) {
  process.on('uncaughtException', () => {});
  process.on('unhandledRejection', () => {});
} else {
  ports.push(...(workerData.port ? [workerData.port] : []));
  hear(parentPort);
}

function run() {
  for (let i = below(4); i >= 0; i--) step();
  if (done < steps) setImmediate(run);
  else if (isMainThread) setImmediate(finish);
}

async function finish() {
  ended = true;
  await Promise.all(workers.slice().map((worker) => worker.terminate().catch(() => {})));
  for (const one of ports) safely(() => one.close());
  for (const one of channels) safely(() => one.close());
  if (below(4) === 0) process.on('exit', () => {});
  console.log('done', seed);
  // A port that lies in some message may hold its thread for ever.
  process.exit(0);
}

run();
