'use strict';
// The global console, and the `console` module. It prints through the host; a
// `new Console` prints to the streams it was given.
//
// native:
//   write(fd, text)    prints on the thread's stdout (1) or stderr (2); once a script
//                      replaced `process.stdout.write`, through that
//   hasColors(fd)      may the text hold terminal colours?
//   setIndent(text)    what a natively printed line must start with from now on
//                      (console.group); a native `log` may replace ours

const { methods, createState } = require('internal/console/methods');
const { defineLazy } = require('internal/lazy');

const NAMES = [
  'log', 'info', 'debug', 'warn', 'error', 'dir', 'time', 'timeEnd', 'timeLog', 'trace', 'assert', 'clear',
  'count', 'countReset', 'group', 'groupEnd', 'table', 'dirxml', 'groupCollapsed',
];

const state = createState({
  write: (isError, text) => native.write(isError ? 2 : 1, text),
  colors: (isError) => native.hasColors(isError ? 2 : 1),
  indented: (text) => native.setIndent(text),
  isTerminal: () => process.stdout.isTTY === true,
});

const globalConsole = {};
Object.defineProperty(globalConsole, Symbol.toStringTag, {
  value: 'console', writable: false, enumerable: false, configurable: true,
});

const bind = (name) => ({ [name](...args) { return methods[name](state, ...args); } })[name];
for (const name of NAMES) globalConsole[name] = bind(name);

defineLazy(globalConsole, 'Console', () =>
  require('internal/console/class').makeConsole(NAMES, globalConsole));

// For an attached inspector; there is none.
globalConsole.profile = function profile() {};
globalConsole.profileEnd = function profileEnd() {};
globalConsole.timeStamp = function timeStamp() {};
globalConsole.context = function context() { return globalConsole; };
globalConsole.createTask = function createTask() { return { run: (fn) => fn() }; };

module.exports = globalConsole;
