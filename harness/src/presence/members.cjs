'use strict';
// Prints a line of JSON for each member of `worker_threads`: its name, and whether the runtime has it.
//
// A member is asked for by itself: a property is looked up, an option is there when the constructor
// reads it or the worker shows its effect, an event when it is emitted. What is not there is told from
// what is late by something that comes after it, never by a clock. What a runtime doesn't let be
// asked has no line; what it has beyond the names below is told by the names that it gives it.
const { writeSync } = require('fs');

let wt = {};
try {
  wt = require('worker_threads');
} catch {
  // Then it has none of them.
}
const told = new Set();

function tell(member, has) {
  if (told.has(member)) return;
  told.add(member);
  writeSync(1, `${JSON.stringify([member, Boolean(has)])}\n`);
}

function ask(member, question) {
  let has = false;
  try {
    has = question();
  } catch {
    // What can't even be looked at isn't there.
  }
  tell(member, has);
}

const exported = [
  'BroadcastChannel', 'MessageChannel', 'MessagePort', 'SHARE_ENV', 'Worker', 'getEnvironmentData', 'isInternalThread',
  'isMainThread', 'isMarkedAsUntransferable', 'locks', 'markAsUncloneable', 'markAsUntransferable',
  'moveMessagePortToContext', 'postMessageToThread', 'receiveMessageOnPort', 'resourceLimits', 'setEnvironmentData',
  'threadId', 'threadName',
];
for (const name of exported) ask(name, () => wt[name] !== undefined);
// These are null, and undefined in some versions, in a main thread that has them.
for (const name of ['parentPort', 'workerData']) ask(name, () => name in wt);
for (const name of ['query', 'request']) ask(`locks.${name}`, () => typeof wt.locks[name] === 'function');

const attempt = (make) => {
  try {
    return make();
  } catch {
    return undefined;
  }
};
const channel = attempt(() => new wt.MessageChannel());
const broadcast = attempt(() => new wt.BroadcastChannel('presence'));
const line = ['close', 'onmessage', 'onmessageerror', 'postMessage', 'ref', 'unref'];
const objects = {
  MessageChannel: [channel, ['port1', 'port2']],
  MessagePort: [channel && channel.port1, [...line, 'hasRef', 'start']],
  BroadcastChannel: [broadcast, [...line, 'name']],
};
ask('MessageChannel.MessageChannel', () => channel);
ask('BroadcastChannel.BroadcastChannel', () => broadcast);
for (const [prefix, [object, names]] of Object.entries(objects)) {
  for (const name of names) ask(`${prefix}.${name}`, () => name in object);
}

const ofWorkers = [
  'cpuUsage', 'getHeapSnapshot', 'getHeapStatistics', 'performance', 'postMessage', 'ref', 'resourceLimits',
  'startCpuProfile', 'startHeapProfile', 'stderr', 'stdin', 'stdout', 'terminate', 'threadId', 'threadName', 'unref',
];

// What is there beyond all this, by its own names.
const isInside = (key) => typeof key === 'symbol' || key.startsWith('_') || key === 'constructor';
function others(prefix, object) {
  if (object === null || object === undefined) return;
  for (const key of Reflect.ownKeys(object)) if (!isInside(key)) ask(`${prefix}${key}`, () => key in object);
}
function tellOthers() {
  const plain = wt.default === undefined ? wt : { ...wt, default: undefined };
  others('', Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)));
  for (const name of ['BroadcastChannel', 'MessagePort', 'Worker']) others(`${name}.`, wt[name] && wt[name].prototype);
  others('locks.', wt.locks && Object.getPrototypeOf(wt.locks));
}

// The worker says what it got, then answers a message with that message, then ends.
const CODE = `
  const wt = require('worker_threads');
  const { data, port } = wt.workerData || {};
  wt.parentPort.postMessage({
    argv: process.argv.includes('presence'),
    env: process.env.PRESENCE === 'given',
    eval: true,
    execArgv: process.execArgv.includes('--no-warnings'),
    name: wt.threadName === 'presence',
    resourceLimits: Boolean(wt.resourceLimits) && wt.resourceLimits.stackSizeMb === 3,
    transferList: Boolean(port) && typeof port.postMessage === 'function',
    workerData: data === 'presence',
  });
  wt.parentPort.once('message', (message) => wt.parentPort.postMessage(message));
`;

const givenOptions = {
  argv: () => ['presence'],
  env: () => ({ ...process.env, PRESENCE: 'given' }),
  eval: () => true,
  execArgv: () => ['--no-warnings'],
  name: () => 'presence',
  resourceLimits: () => ({ stackSizeMb: 3 }),
  stderr: () => true,
  stdin: () => true,
  stdout: () => true,
  trackUnmanagedFds: () => true,
  transferList: (port) => [port],
  workerData: () => ({ data: 'presence' }),
};

// Which properties of an object are read one by one; a copy of the whole reads what nobody asked for.
function watched(object, read) {
  let copying;
  return new Proxy(object, {
    get(target, key) {
      if (copying !== key) read.add(key);
      copying = undefined;
      return target[key];
    },
    getOwnPropertyDescriptor(target, key) {
      copying = key;
      return Reflect.getOwnPropertyDescriptor(target, key);
    },
  });
}

const happened = (object, event) => new Promise((resolve) => object.on(event, resolve));

async function option(name) {
  const { port1, port2 } = new wt.MessageChannel();
  const given = { eval: true, [name]: givenOptions[name](port2) };
  if (name === 'transferList') given.workerData = { port: port2 };
  const read = new Set();
  const worker = new wt.Worker(CODE, watched(given, read));
  let effects = {};
  worker.once('message', (message) => { effects = message; worker.terminate(); });
  worker.on('error', () => {});
  await happened(worker, 'exit');
  port1.close();
  const hasStream = name === 'stdin' && Boolean(worker.stdin);
  tell(`Worker.Worker.options_${name}_parameter`, read.has(name) || effects[name] === true || hasStream);
}

async function workerMembers() {
  const worker = new wt.Worker(CODE, { eval: true });
  tell('Worker.Worker', true);
  for (const name of ofWorkers) ask(`Worker.${name}`, () => name in worker);
  ask('Worker.asyncDispose', () => typeof worker[Symbol.asyncDispose] === 'function');
  for (const name of ['online', 'message', 'exit']) worker.on(name, () => tell(`Worker.${name}_event`, true));
  worker.postMessage('hello');
  await happened(worker, 'exit');
  for (const name of ['online', 'message', 'exit']) tell(`Worker.${name}_event`, false);
  const failing = new wt.Worker("throw new Error('meant')", { eval: true });
  failing.on('error', () => tell('Worker.error_event', true));
  await happened(failing, 'exit');
  tell('Worker.error_event', false);
}

// Turns of the loop, in which all that was sent within this thread arrives.
async function turns(count) {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function portEvents() {
  const { port1, port2 } = new wt.MessageChannel();
  for (const name of ['message', 'close']) port2.on(name, () => tell(`MessagePort.${name}_event`, true));
  port1.postMessage('hello');
  await turns(200);
  port1.close();
  await turns(200);
  port2.close();
  for (const name of ['message', 'close']) tell(`MessagePort.${name}_event`, false);
}

// A thread with a larger stack writes what is too deep for this one to read; where it is read all the
// same, nothing is known of the event.
const DEEP = `
  const { parentPort, workerData } = require('worker_threads');
  let value = null;
  for (let n = 0; n < 20000; n += 1) value = { value };
  for (const to of [parentPort, workerData]) {
    try { to.postMessage(value); } catch {}
    to.postMessage('end');
  }
`;

async function unreadable() {
  const { port1, port2 } = new wt.MessageChannel();
  const worker = new wt.Worker(DEEP, {
    eval: true, workerData: port2, transferList: [port2], resourceLimits: { stackSizeMb: 16 },
  });
  for (const [name, receiver] of [['Worker', worker], ['MessagePort', port1]]) {
    receiver.on('messageerror', () => tell(`${name}.messageerror_event`, true));
    receiver.on('message', () => {});
  }
  worker.on('error', () => {});
  await happened(worker, 'exit');
  await turns(200);
  port1.close();
}

(async () => {
  const questions = [portEvents, workerMembers, ...Object.keys(givenOptions).map((name) => () => option(name)), unreadable];
  for (const question of questions) {
    try {
      await question();
    } catch {
      // What it was about has no line, and so nobody says anything of it.
    }
  }
  tellOthers();
  process.exit(0);
})();
