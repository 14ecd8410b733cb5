'use strict';
// What each console method does, given a state: where to write, the group's
// indentation, timers and counters. It must never know which streams those are.

// Text alone needs no inspecting.
const inspection = () => require('internal/inspect');

// `sink`: { write(isError, text), colors(isError), indented(text), isTerminal() }.
exports.createState = function createState(sink, { indentation = 2, inspectOptions } = {}) {
  return { sink, indentation, inspectOptions, indent: '', counts: undefined, timers: undefined };
};

function optionsFor(state, isError) {
  const own = typeof state.inspectOptions === 'function' ? state.inspectOptions(isError) : state.inspectOptions;
  if (own?.colors !== undefined) return own;
  return state.sink.colors(isError) ? { ...own, colors: true } : own;
}

function print(state, isError, text) {
  if (state.indent !== '') {
    text = text.includes('\n') ? text.replaceAll('\n', `\n${state.indent}`) : text;
    text = state.indent + text;
  }
  state.sink.write(isError, `${text}\n`);
}

function shown(state, isError, args) {
  if (args.length === 1 && typeof args[0] === 'string') return args[0];
  return inspection().formatWithOptions(optionsFor(state, isError) ?? {}, ...args);
}

const warn = (text) => process.emitWarning(text);
const key = (label) => `${label}`;

function duration(milliseconds) {
  const two = (number) => String(number).padStart(2, '0');
  const hours = Math.floor(milliseconds / 3_600_000);
  const minutes = Math.floor((milliseconds % 3_600_000) / 60_000);
  const seconds = (milliseconds % 60_000) / 1000;
  if (hours > 0 || minutes > 0) {
    const [whole, fraction] = seconds.toFixed(3).split('.');
    const start = hours > 0 ? `${hours}:${two(minutes)}` : `${minutes}`;
    return `${start}:${two(whole)}.${fraction} (${hours > 0 ? 'h:m' : ''}m:ss.mmm)`;
  }
  return seconds >= 1 ? `${seconds.toFixed(3)}s` : `${Number(milliseconds.toFixed(3))}ms`;
}

function elapsed(state, label, method) {
  const start = state.timers?.get(label);
  if (start === undefined) {
    warn(`No such label '${label}' for console.${method}()`);
    return undefined;
  }
  return duration(performance.now() - start);
}

const methods = {
  log: (state, ...args) => print(state, false, shown(state, false, args)),
  warn: (state, ...args) => print(state, true, shown(state, true, args)),

  dir(state, value, options) {
    print(state, false, inspection().inspect(value, { customInspect: false, ...optionsFor(state, false), ...options }));
  },

  time(state, label = 'default') {
    label = key(label);
    state.timers ??= new Map();
    if (state.timers.has(label)) warn(`Label '${label}' already exists for console.time()`);
    else state.timers.set(label, performance.now());
  },

  timeEnd(state, label = 'default') {
    label = key(label);
    const took = elapsed(state, label, 'timeEnd');
    if (took === undefined) return;
    methods.log(state, '%s: %s', label, took);
    state.timers.delete(label);
  },

  timeLog(state, label = 'default', ...data) {
    label = key(label);
    const took = elapsed(state, label, 'timeLog');
    if (took !== undefined) methods.log(state, '%s: %s', label, took, ...data);
  },

  trace(state, ...args) {
    const { stackTraceLimit = 0 } = Error;
    const frames = require('internal/errors').frames().slice(0, stackTraceLimit).map(([frame]) => `    at ${frame}`);
    const text = shown(state, true, args);
    print(state, true, [`Trace${args.length > 0 && text !== '' ? `: ${text}` : ''}`, ...frames].join('\n'));
  },

  assert(state, value, ...args) {
    if (value) return;
    if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`;
    else args.unshift('Assertion failed');
    methods.warn(state, ...args);
  },

  clear(state) {
    if (state.sink.isTerminal()) state.sink.write(false, '\u001b[1;1H\u001b[0J');
  },

  count(state, label = 'default') {
    label = key(label);
    state.counts ??= new Map();
    const count = (state.counts.get(label) ?? 0) + 1;
    state.counts.set(label, count);
    methods.log(state, `${label}: ${count}`);
  },

  countReset(state, label = 'default') {
    label = key(label);
    if (!state.counts?.delete(label)) warn(`Count for '${label}' does not exist`);
  },

  group(state, ...label) {
    if (label.length > 0) methods.log(state, ...label);
    state.indent += ' '.repeat(state.indentation);
    state.sink.indented?.(state.indent);
  },

  groupEnd(state) {
    state.indent = state.indent.slice(0, Math.max(0, state.indent.length - state.indentation));
    state.sink.indented?.(state.indent);
  },

  table(state, data, properties) {
    if (data === null || typeof data !== 'object') {
      methods.log(state, data);
      return;
    }
    const { render } = require('internal/console/table');
    const text = render(data, properties, optionsFor(state, false));
    print(state, false, text);
  },
};
methods.info = methods.log;
methods.debug = methods.log;
methods.dirxml = methods.log;
methods.error = methods.warn;
methods.groupCollapsed = methods.group;

exports.methods = methods;
