'use strict';
// Calls functions of the globals and of builtin modules at random, with arguments that touch what
// they are given to while they are converted. The seed decides everything.

const { parentPort, workerData, MessageChannel } = require('node:worker_threads');
const { seed, calls, trace } = workerData;

// What the caller itself needs, before anything is touched.
const { apply, construct, ownKeys, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const log = trace ? require('node:fs').writeSync.bind(null, 2) : () => {};

let state = seed | 0;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (limit) => (random() * limit) | 0;
const one = (list) => list[below(list.length)];

// Functions that end the process or the thread, wait, leave the runtime, or print; and those that
// change what the caller stands on.
const LEFT_OUT = new Set([
  'process.exit', 'process.reallyExit', 'process.abort', 'process.kill', 'process.dlopen', 'process.chdir',
  'process.umask', 'process.setuid', 'process.setgid', 'process.seteuid', 'process.setegid',
  'process.setgroups', 'process.initgroups', 'process.binding', 'process._linkedBinding',
  'process.loadEnvFile', 'process.execve', 'process.disconnect', 'process.send',
  'Atomics.wait', 'caller',
]);
const MODULES = [
  'assert', 'async_hooks', 'buffer', 'diagnostics_channel', 'events', 'path', 'perf_hooks', 'querystring',
  'stream', 'string_decoder', 'timers', 'url', 'util', 'v8', 'vm', 'worker_threads', 'zlib', 'crypto',
];
// Thread-wide switches, and what makes threads or files.
const OUT = /^(v8\.(write|setFlags|startup|stop|set)|worker_threads\.(Worker|setEnv|receive)|perf_hooks\.(monitor|timerify)|util\.(debug|parseEnv)|crypto\.(scrypt|pbkdf2|generate|setEngine|setFips|secureHeap)|console\.|process\.(std|on|once|add|prepend|emit|set|_))/;

/** Every function there is, with a name, and what it hangs on. */
function collect() {
  const found = [];
  const seen = new Set();
  const walk = (holder, name, depth) => {
    if (holder === null || (typeof holder !== 'object' && typeof holder !== 'function')) return;
    if (seen.has(holder) || depth > 4 || OUT.test(name) || LEFT_OUT.has(name)) return;
    seen.add(holder);
    let keys;
    try { keys = ownKeys(holder); } catch { return; }
    for (const key of keys) {
      const path = `${name}${name ? '.' : ''}${String(key)}`;
      if (LEFT_OUT.has(path) || OUT.test(path)) continue;
      let own;
      try { own = getOwnPropertyDescriptor(holder, key); } catch { continue; }
      if (!own) continue;
      for (const part of ['get', 'set']) {
        if (typeof own[part] === 'function') found.push({ path: `${part} ${path}`, code: own[part], holder });
      }
      let value = own.value;
      if (own.get && depth === 0) { try { value = holder[key]; } catch { continue; } }
      if (typeof value === 'function') found.push({ path, code: value, holder });
      walk(value, path, depth + 1);
    }
    try { walk(getPrototypeOf(holder), `${name}.__proto__`, depth + 1); } catch { /* a proxy */ }
  };
  for (const name of ownKeys(globalThis)) {
    if (typeof name !== 'string' || name.startsWith('__') || LEFT_OUT.has(name) || OUT.test(name)) continue;
    let value;
    try { value = globalThis[name]; } catch { continue; }
    if (value === globalThis) continue;
    if (typeof value === 'function') found.push({ path: name, code: value, holder: undefined });
    walk(value, name, 0);
  }
  // Loading every module takes longer than the calls do.
  if (below(3) === 0) { const name = one(MODULES); walk(require(`node:${name}`), name, 0); }
  for (const [name, sample] of [
    ['iterator', [][Symbol.iterator]()], ['mapIterator', new Map().entries()], ['setIterator', new Set().values()],
    ['stringIterator', ''[Symbol.iterator]()], ['matchAll', 'a'.matchAll(/a/g)], ['generator', (function* () {})()],
    ['asyncGenerator', (async function* () {})()], ['helper', [1].values().map((x) => x)],
  ]) walk(getPrototypeOf(sample), name, 1);
  return found;
}

const NUMBERS = [
  0, -0, 1, -1, 2, 3, 7, 8, 255, 256, 1.5, -1.5, NaN, Infinity, -Infinity, 2 ** 16, 2 ** 29 - 24, 2 ** 29, 2 ** 30,
  2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40, 2 ** 53 - 1, 2 ** 53, -(2 ** 31), -(2 ** 53), 5e-324, 1e308,
];
const TEXTS = ['', 'a', 'abc', 'length', '0', '__proto__', 'constructor', '\ud800', '\udc00x', 'é😀', 'a'.repeat(1000), 'utf8',
  'hex', 'latin1', 'base64', 'sha256', '(', '[', '\\', '(?:a+)+', '%s%d%j', '$&$1$<a>', 'http://a/b?c#d', '1e400', '0x', 'ucs2', 'gzip'];

/** What a conversion does on the way: to the receiver, to buffers, to the thread. */
function act(self) {
  switch (below(12)) {
    case 0: throw new Error('thrown while converting');
    case 1: for (const buffer of self.buffers) { try { buffer.resize(0); } catch { /* fixed */ } } break;
    case 2: for (const buffer of self.buffers) { try { structuredClone(buffer, { transfer: [buffer] }); } catch { /* shared */ } } break;
    case 3: if (self.depth++ < 3) { try { apply(self.code, self.receiver, self.args); } catch { /* as it comes */ } } break;
    case 4: try { self.receiver.length = 0; } catch { /* as it comes */ } break;
    case 5: try { self.port.postMessage(self.receiver); } catch { /* not cloneable */ } break;
    case 6: for (const buffer of self.buffers) { try { buffer.resize(16); } catch { /* fixed */ } } break;
    case 7: try { Object.setPrototypeOf(self.receiver, null); } catch { /* as it comes */ } break;
    case 8: try { Object.freeze(self.receiver); } catch { /* as it comes */ } break;
    case 9: try { self.receiver.clear(); } catch { /* none */ } break;
    case 10: try { Array.prototype.push.call(self.receiver, 1, 2, 3); } catch { /* as it comes */ } break;
    default: for (const key of ['set', 'setInt8', 'fill', 'sort', 'add', 'delete']) {
      if (self.depth++ < 3) { try { self.receiver[key](0, 1); } catch { /* none */ } }
    }
  }
}

function number(self) {
  return self.huge ? one(NUMBERS) : one(NUMBERS.slice(0, 15));
}

function buffer(self) {
  const size = one([0, 1, 7, 8, 16, 64]);
  const made = one([
    () => new ArrayBuffer(size), () => new ArrayBuffer(size, { maxByteLength: 64 }),
    () => new SharedArrayBuffer(size), () => new SharedArrayBuffer(size, { maxByteLength: 64 }),
  ])();
  self.buffers.push(made);
  return made;
}

const VIEWS = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array,
  Float64Array, BigInt64Array, BigUint64Array, DataView];
const view = (self) => { try { return new (one(VIEWS))(buffer(self)); } catch { return new Uint8Array(8); } };

function array(self) {
  const length = below(30);
  const made = [];
  for (let i = 0; i < length; i++) made.push(below(3) ? below(100) : one(TEXTS));
  if (below(4) === 0) made.length += below(5);
  if (below(6) === 0) made.push(made);
  if (below(6) === 0) made.constructor = { [Symbol.species]: function () { act(self); return below(2) ? made : []; } };
  return made;
}

function like(self) {
  return { length: below(3) ? number(self) : { valueOf() { act(self); return below(5); } }, 0: 'a', 1: 1, raw: ['x', 'y'] };
}

function callback(self) {
  return one([
    () => random() - 0.5, () => { act(self); return below(3); }, function (x) { return x; }, () => undefined, () => true,
    () => { throw new Error('thrown by a callback'); }, async () => 1, function* () { yield 1; }, class {},
  ]);
}

function touchy(self) {
  const give = one([() => number(self), () => one(TEXTS), () => 1n, () => ({}), () => Symbol('s'), () => undefined]);
  const run = () => { act(self); return give(); };
  return one([
    { valueOf: run, toString: run }, { [Symbol.toPrimitive]: run }, { get length() { return run(); } },
    { [Symbol.iterator]() { act(self); return [1, 2][Symbol.iterator](); } }, { get then() { act(self); return undefined; } },
    { get signal() { act(self); return undefined; }, get transfer() { return run(); }, get maxByteLength() { return run(); } },
    { get value() { return run(); }, get get() { act(self); return undefined; }, get exec() { act(self); return undefined; } },
  ]);
}

function proxy(self) {
  const handler = {};
  for (const trap of ['get', 'has', 'ownKeys', 'getPrototypeOf', 'set', 'defineProperty', 'deleteProperty', 'apply', 'construct']) {
    if (below(4) === 0) handler[trap] = (...all) => { act(self); return Reflect[trap](...all); };
  }
  const target = one([{}, [], function () {}, class {}]);
  if (below(4) > 0) return new Proxy(target, handler);
  const { proxy, revoke } = Proxy.revocable(target, handler);
  revoke();
  return proxy;
}

const PLAIN = [
  () => new Map([[1, 2], ['a', {}]]), () => new Set([1, 'a']), () => new WeakMap(), () => new WeakSet(), () => new Date(0), () => new Date(NaN),
  () => /a(b)?(?<c>c)*/g, () => /(?:)/y, () => Promise.resolve(1), () => Promise.reject(1).catch(() => {}) && Promise.resolve(), () => new Error('e'), () => Symbol('s'), () => Symbol.iterator,
  () => 10n, () => -(2n ** 70n), () => null, () => undefined, () => true, () => Object.create(null), () => [][Symbol.iterator](),
  () => new Map([[1, 2]]).entries(), () => (function* () { yield 1; yield 2; })(), () => new URL('http://a/b?c=d'), () => new URLSearchParams('a=b&c=d'),
  () => new EventTarget(), () => new Event('e'), () => new AbortController(), () => AbortSignal.abort(), () => new MessageChannel().port1, () => new MessageChannel(),
  () => Buffer.from('abcdef'), () => new TextEncoder(), () => new TextDecoder(), () => new Blob(['a']), () => new (require('events'))(), () => new WeakRef({}),
  () => new FinalizationRegistry(() => {}), () => globalThis, () => new DOMException('m', 'DataCloneError'), () => arguments_(), () => new String('boxed'),
  () => new Number(3), () => Object(1n), () => Object(Symbol('s')), () => performance, () => new AggregateError([1]), () => new (require('stream').PassThrough)(),
];
function arguments_() { return (function () { return arguments; })(1, 2); }

function value(self, depth = 0) {
  switch (below(depth > 1 ? 6 : 12)) {
    case 0: return number(self);
    case 1: return one(TEXTS);
    case 2: case 3: return touchy(self);
    case 4: return callback(self);
    case 5: return one(PLAIN)();
    case 6: return view(self);
    case 7: return buffer(self);
    case 8: return array(self);
    case 9: return like(self);
    case 10: return proxy(self);
    default: { const made = {}; for (const key of ['a', 'length', 'value', 'once', 'size', '0']) if (below(3) === 0) made[key] = value(self, depth + 1); return made; }
  }
}

/** Something that the function is likely to take as its receiver. */
function receiver(self, entry) {
  if (below(5) === 0) return value(self);
  const [first] = entry.path.replace(/^[gs]et /, '').split('.');
  if (entry.path.includes('.prototype.') || entry.path.includes('__proto__')) {
    switch (first) {
      case 'Array': return below(3) ? array(self) : like(self);
      case 'String': return below(3) ? one(TEXTS) : touchy(self);
      case 'Number': return number(self);
      case 'ArrayBuffer': case 'SharedArrayBuffer': return buffer(self);
      case 'Function': return callback(self);
      case 'Promise': return Promise.resolve(1);
      case 'RegExp': return one([/a/g, /(?<x>b)|c*/y, /[^]/u]);
      case 'BigInt': return 5n;
      default:
    }
    if (/Array$/.test(first)) return view(self);
    const constructor = globalThis[first];
    if (first === 'DataView') { try { return new DataView(buffer(self)); } catch { return view(self); } }
    for (let tries = 0; tries < 4; tries++) {
      const made = one(PLAIN)();
      if (typeof constructor === 'function' && made instanceof constructor) return made;
    }
    try { return new constructor(); } catch { return one(PLAIN)(); }
  }
  return entry.holder;
}

// Builtins of the engine that walk a list by its length, step by step, and are not replaced by the
// runtime: they run to their end, so their lists are short here.
const WALKS = /(Array|Function|String|Reflect|Object|Promise|Map|Set|iterator|helper|Iterator|RegExp|generator)\b(?!.*\b(sort|toSorted|join|toLocaleString|repeat|padStart|padEnd|concat|apply|construct)$)/;

function main() {
  const functions = collect();
  const { port1, port2 } = new MessageChannel();
  port1.unref(); port2.unref();
  process.on('unhandledRejection', () => {});
  process.on('uncaughtException', () => {});
  // A prototype that a script has spoiled, now and then.
  const spoilt = below(8) === 0 ? one([
    () => { Object.prototype.get = undefined; }, () => { Object.prototype.value = 1; }, () => { Array.prototype[1] = 'inherited'; },
    () => { Object.defineProperty(Object.prototype, '0', { get() { return 'zero'; }, set() {}, configurable: true }); },
    () => { Array.prototype.constructor = undefined; }, () => { Object.prototype[Symbol.toPrimitive] = () => 1; },
    () => { Object.prototype.then = undefined; }, () => { RegExp.prototype.exec = () => ({ length: 2 ** 20, index: 0 }); },
  ]) : () => {};
  spoilt();
  for (let call = 0; call < calls; call++) {
    const entry = one(functions);
    const huge = !WALKS.test(entry.path);
    const self = { buffers: [], code: entry.code, receiver: undefined, args: [], depth: 0, port: port1, huge };
    self.receiver = receiver(self, entry);
    for (let count = below(5); count > 0; count--) self.args.push(value(self));
    log(`${call} ${entry.path}\n`);
    try {
      let result;
      if (below(6) === 0) result = construct(entry.code, self.args);
      else result = apply(entry.code, self.receiver, self.args);
      // Iterators do their work later.
      for (let steps = 0; steps < 5 && typeof result?.next === 'function'; steps++) result.next();
    } catch { /* any error is an answer */ }
  }
}

main();
parentPort.postMessage('done');
parentPort.close();
setImmediate(() => process.exit());
