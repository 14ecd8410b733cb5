// fs.promises.watch: what `fs.watch` hears, one after the other.
//
// native: none.

const fs = require('fs');
const { abortError, codedError } = require('internal/errors');
const { validateAbortSignal, validateBoolean, validateNumber, validateObject, validateOneOf } = require('internal/validators');

function checked(options) {
  validateObject(options, 'options');
  const { persistent = true, recursive = false, maxQueue = 2048, overflow = 'ignore', signal } = options;
  validateBoolean(persistent, 'options.persistent');
  validateBoolean(recursive, 'options.recursive');
  validateNumber(maxQueue, 'options.maxQueue');
  validateOneOf(overflow, 'options.overflow', ['ignore', 'error']);
  require('internal/fs/watch').checkIgnore(options.ignore);
  require('internal/fs/shapes').optionsOf({ encoding: options.encoding }, {});
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  return { maxQueue, overflow, signal };
}

exports.watch = async function* watch(path, options = {}) {
  const { maxQueue, overflow, signal } = checked(options);
  if (signal?.aborted) throw abortError(signal.reason);
  const events = [];
  let failure;
  let wake = () => {};
  const watcher = fs.watch(path, { ...options, signal: undefined }, (eventType, filename) => {
    if (events.length < maxQueue) events.push({ __proto__: null, eventType, filename });
    else if (overflow === 'error') {
      failure = codedError('Error', 'ERR_FS_WATCH_QUEUE_OVERFLOW', `fs.watch() queued more than ${maxQueue} events`);
    } else process.emitWarning('fs.watch maxQueue exceeded');
    wake();
  });
  const abort = () => {
    failure = abortError(signal.reason);
    wake();
  };
  signal?.addEventListener('abort', abort, { once: true });
  try {
    while (true) {
      while (events.length > 0 && failure === undefined) yield events.shift();
      if (failure !== undefined) throw failure;
      await new Promise((resolve) => { wake = resolve; });
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    watcher.close();
  }
};
