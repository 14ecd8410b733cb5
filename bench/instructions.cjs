// What it measures: one path of the reference, many times, for a count of instructions.
//
// The argument names the path. `threadproof bench --instructions` runs each under valgrind and
// compares the counts with those kept in bench/instructions.json. One thread does it all: how threads
// take turns would be counted too.
'use strict';

const { MessageChannel, receiveMessageOnPort } = require('worker_threads');

const TIMES = 500;

const repeat = (act) => {
  for (let n = 0; n < TIMES; n++) act(n);
};
const tree = Array.from({ length: 50 }, (_, id) => ({ id, name: 'node', children: [] }));
for (let id = 1; id < tree.length; id++) tree[(id - 1) >> 2].children.push(tree[id]);
const numbers = Array.from({ length: 1000 }, (_, n) => n + 0.5);
const map = new Map(Array.from({ length: 50 }, (_, n) => [`key ${n}`, n]));

const PATHS = {
  start() {},
  'clone-small': () => repeat((n) => structuredClone({ id: n, name: 'user' })),
  'clone-tree': () => repeat(() => structuredClone(tree[0])),
  'clone-numbers': () => repeat(() => structuredClone(numbers)),
  'clone-map': () => repeat(() => structuredClone(map)),
  'clone-error': () => repeat(() => structuredClone(new TypeError('what went wrong'))),
  'clone-string': () => repeat((n) => structuredClone(`${n}`.padEnd(1024, 'x'))),
  'port-pair': () => repeat(() => new MessageChannel().port1.close()),
  'post-receive': () => {
    const { port1, port2 } = new MessageChannel();
    repeat((n) => {
      port1.postMessage(n);
      receiveMessageOnPort(port2);
    });
    port1.close();
  },
  'receive-nothing': () => {
    const { port1, port2 } = new MessageChannel();
    repeat(() => receiveMessageOnPort(port2));
    port1.close();
  },
  deliver: () => {
    const { port1, port2 } = new MessageChannel();
    let left = TIMES;
    port2.on('message', () => {
      if (--left === 0) port1.close();
    });
    repeat((n) => port1.postMessage(n));
  },
  timers: () => repeat((n) => setTimeout(() => {}, n % 3)),
  'require-builtins': () => ['fs', 'util', 'events', 'stream', 'url', 'assert'].forEach((name) => require(name)),
};

PATHS[process.argv[2] || 'start']();
