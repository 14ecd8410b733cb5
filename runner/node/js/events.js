'use strict';
// The `events` module: the native EventEmitter with the functions around it.
//
// native:
//   EventEmitter                        the constructor, its prototype complete, with the
//                                       static accessors `defaultMaxListeners` and
//                                       `captureRejections`
//   errorMonitor                        the symbol that the core looks for
//   initEmitter(object, options)        makes an object an emitter as the constructor does
//   targetListeners(target, type)       the listeners of an EventTarget, in order;
//                                       undefined for anything else
//   targetMaxListeners(target)          the limit of an EventTarget; undefined for
//                                       anything else
//   setTargetMaxListeners(target, n)    sets it; false for anything else

const { nodeError, abortError } = require('internal/errors');

const { EventEmitter } = native;
const define = (name, value) => Object.defineProperty(EventEmitter, name, {
  value, writable: true, enumerable: true, configurable: true,
});
const refuse = (value, name = 'emitter', expected = ['EventEmitter', 'EventTarget']) => {
  throw nodeError('ERR_INVALID_ARG_TYPE', name, expected, value);
};
const isTarget = (value) => typeof value?.addEventListener === 'function';

function checkSignal(signal) {
  if (signal !== undefined) require('internal/validators').validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) throw abortError(signal.reason);
}

// Listens on an emitter or an EventTarget; gives the function that stops it.
function listen(emitter, name, listener, once) {
  if (typeof emitter.on === 'function') {
    if (once) emitter.once(name, listener);
    else emitter.on(name, listener);
    // What merely looks like an emitter may have no way to take a listener back.
    return () => emitter.removeListener?.(name, listener);
  }
  if (!isTarget(emitter)) refuse(emitter, 'emitter', 'EventEmitter');
  emitter.addEventListener(name, listener, { once });
  return () => emitter.removeEventListener(name, listener);
}

define('addAbortListener', function addAbortListener(signal, listener) {
  if (signal === undefined) refuse(signal, 'signal', 'AbortSignal');
  const check = require('internal/validators');
  check.validateAbortSignal(signal, 'signal');
  check.validateFunction(listener, 'listener');
  let stop;
  if (signal.aborted) queueMicrotask(() => listener());
  else {
    signal.addEventListener('abort', listener, { once: true });
    stop = () => signal.removeEventListener('abort', listener);
  }
  return { __proto__: null, [Symbol.dispose]() { stop?.(); } };
});

define('once', async function once(emitter, name, options = {}) {
  require('internal/validators').validateObject(options, 'options');
  const { signal } = options;
  checkSignal(signal);
  return new Promise((resolve, reject) => {
    const stops = [];
    const stop = () => { for (const one of stops) one(); };
    const onError = (error) => {
      stop();
      reject(error);
    };
    stops.push(listen(emitter, name, (...args) => {
      stop();
      resolve(args);
    }, true));
    if (name !== 'error' && typeof emitter.once === 'function') stops.push(listen(emitter, 'error', onError, true));
    if (signal !== undefined) stops.push(listenToAbort(signal, () => onError(abortError(signal.reason))));
  });
});

function listenToAbort(signal, listener) {
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}

define('on', function on(emitter, event, options = {}) {
  require('internal/validators').validateObject(options, 'options');
  checkSignal(options.signal);
  return require('internal/events/iterator').iterate(emitter, event, options, { listen, listenToAbort });
});

define('getEventListeners', function getEventListeners(emitter, type) {
  if (typeof emitter?.listeners === 'function') return emitter.listeners(type);
  return native.targetListeners(emitter, type) ?? refuse(emitter);
});

define('getMaxListeners', function getMaxListeners(emitter) {
  if (typeof emitter?.getMaxListeners === 'function') return emitter.getMaxListeners();
  return native.targetMaxListeners(emitter) ?? refuse(emitter);
});

define('listenerCount', function listenerCount(emitter, type) {
  if (typeof emitter?.listenerCount === 'function') return emitter.listenerCount(type);
  const listeners = native.targetListeners(emitter, type);
  if (listeners !== undefined) return listeners.length;
  return Reflect.apply(EventEmitter.prototype.listenerCount, emitter, [type]);
});

define('EventEmitter', EventEmitter);
define('usingDomains', false);
define('captureRejectionSymbol', Symbol.for('nodejs.rejection'));

Object.defineProperty(EventEmitter, 'EventEmitterAsyncResource', {
  configurable: true,
  enumerable: true,
  get: () => require('internal/events/async_resource').EventEmitterAsyncResource,
  set: (value) => define('EventEmitterAsyncResource', value),
});

define('errorMonitor', native.errorMonitor);

define('setMaxListeners', function setMaxListeners(n = EventEmitter.defaultMaxListeners, ...eventTargets) {
  require('internal/validators').validateNumber(n, 'setMaxListeners', 0);
  if (eventTargets.length === 0) {
    EventEmitter.defaultMaxListeners = n;
    return;
  }
  for (const target of eventTargets) {
    if (typeof target?.setMaxListeners === 'function') target.setMaxListeners(n);
    else if (!native.setTargetMaxListeners(target, n)) refuse(target, 'eventTargets');
  }
});

// What old code calls on an object that isn't made by `new EventEmitter`.
define('init', function init(options) {
  native.initEmitter(this, options);
});

module.exports = EventEmitter;
