'use strict';
// The `timers` module: the global functions under their names.

const names = [
  'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate',
];
for (const name of names) exports[name] = globalThis[name];

Object.defineProperty(exports, 'promises', {
  configurable: true, enumerable: true, get: () => require('timers/promises'),
});
