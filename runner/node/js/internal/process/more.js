'use strict';
// What few scripts ask of `process`, made when one does.
//
// native:
//   groups()   the groups of the process, or the system's error number below zero
//   flags()    the options that NODE_OPTIONS may have

const { nodeError } = require('internal/errors');
const { validateBoolean, validateFunction } = require('internal/validators');

exports.getgroups = function getgroups() {
  const groups = native.groups();
  if (Array.isArray(groups)) return groups;
  throw new Error(`getgroups: ${require('util').getSystemErrorName(groups)}`);
};

// Variables that are there already stay as they are.
exports.loadEnvFile = function loadEnvFile(path = undefined) {
  const isPath = typeof path === 'string' || path instanceof URL || path instanceof Uint8Array;
  if (path != null && !isPath) {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'path', ['string', 'Buffer', 'URL'], path);
  }
  const text = require('fs').readFileSync(path ?? '.env', 'utf8');
  for (const [name, value] of Object.entries(require('util').parseEnv(text))) {
    process.env[name] ??= value;
  }
};

const referring = (method) => {
  const symbol = Symbol.for(`nodejs.${method}`);
  return (maybe) => {
    const refer = maybe?.[symbol] ?? maybe?.[method];
    if (typeof refer === 'function') Reflect.apply(refer, maybe, []);
  };
};

exports.ref = referring('ref');
exports.unref = referring('unref');

// Node's insides, of which there are none here.
exports.binding = function binding(module) {
  throw new Error(`No such module: ${String(module)}`);
};

exports.openStdin = function openStdin() {
  process.stdin.resume();
  return process.stdin;
};

// Whether stacks are to be traced back through source maps. They are not here: a stack shows what ran.
exports.setSourceMapsEnabled = function setSourceMapsEnabled(enabled) {
  validateBoolean(enabled, 'enabled');
  Object.defineProperty(process, 'sourceMapsEnabled', { value: enabled, configurable: true, enumerable: true });
};

// Written with or without dashes, and with either dash; V8's own with underscores too.
const plain = (flag) => String(flag).replace(/^-{1,2}/, '').replaceAll('_', '-');

// A set that nobody changes.
class Flags extends Set {
  #plain;

  constructor(names) {
    super();
    for (const name of names) super.add(name);
    this.#plain = new Set(names.map(plain));
    return Object.freeze(this);
  }

  add() {
    return this;
  }

  delete() {
    return false;
  }

  clear() {}

  has(flag) {
    return this.#plain.has(plain(flag));
  }
}

exports.allowedNodeEnvironmentFlags = new Flags(native.flags());

// Objects whose functions run at the end, as long as the objects live.
const registered = new Map(); // event -> Set of { held, callback }

function register(event, object, callback) {
  const isObject = (typeof object === 'object' && object !== null) || typeof object === 'function';
  if (!isObject) throw nodeError('ERR_INVALID_ARG_TYPE', 'obj', ['object'], object);
  validateFunction(callback, 'fn');
  if (!registered.has(event)) {
    const entries = new Set();
    registered.set(event, entries);
    process.on(event, () => {
      for (const entry of entries) {
        const held = entry.held.deref();
        if (held !== undefined) Reflect.apply(entry.callback, undefined, [held, event]);
      }
      entries.clear();
    });
  }
  registered.get(event).add({ held: new WeakRef(object), callback });
}

exports.finalization = {
  register: (object, callback) => register('exit', object, callback),
  registerBeforeExit: (object, callback) => register('beforeExit', object, callback),
  unregister(object) {
    for (const entries of registered.values()) {
      for (const entry of entries) if (entry.held.deref() === object) entries.delete(entry);
    }
  },
};
