'use strict';
// `using` and `await using`: what is disposed of at the end of a block, in reverse order,
// with no error lost. `usingCtx` is the helper that lowered code calls.

function suppress(error, suppressed) {
  const Suppressed = globalThis.SuppressedError ?? require('internal/polyfills/suppressed_error').SuppressedError;
  return new Suppressed(error, suppressed, 'An error was suppressed during disposal');
}

// The method that disposes of a value; undefined for null and undefined.
exports.disposerOf = function disposerOf(value, kind) {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'object' && typeof value !== 'function') {
    throw new TypeError('Value used in a using declaration must be an object');
  }
  let dispose = kind === 'async' ? value[Symbol.asyncDispose] : undefined;
  if (dispose === undefined || dispose === null) {
    const sync = value[Symbol.dispose];
    // Without waiting for what a synchronous disposer returns.
    dispose = kind === 'async' && typeof sync === 'function' ? function disposeOf() { sync.call(this); } : sync;
  }
  if (typeof dispose !== 'function') {
    throw new TypeError(`Property [Symbol.${kind === 'async' ? 'asyncDispose' : 'dispose'}] is not a function`);
  }
  return dispose;
};

exports.disposeAll = function disposeAll(resources, failure = undefined) {
  let error = failure;
  for (const resource of resources.reverse()) {
    try {
      resource?.();
    } catch (thrown) {
      error = { value: error === undefined ? thrown : suppress(thrown, error.value) };
    }
  }
  if (error !== undefined) throw error.value;
};

exports.disposeAllAsync = async function disposeAllAsync(resources, failure = undefined) {
  let error = failure;
  for (const resource of resources.reverse()) {
    try {
      // A missing resource still costs a turn.
      await resource?.();
    } catch (thrown) {
      error = { value: error === undefined ? thrown : suppress(thrown, error.value) };
    }
  }
  if (error !== undefined) throw error.value;
};

// One block's resources: `u(value)` for `using`, `a(value)` for `await using`, `e` the
// error that left the block, `d()` at its end.
exports.usingCtx = function usingCtx() {
  const nothing = {};
  const resources = [];
  let isAsync = false;
  const add = (value, kind) => {
    const dispose = exports.disposerOf(value, kind);
    if (kind === 'async') isAsync = true;
    if (dispose !== undefined) resources.push({ kind, dispose: () => dispose.call(value) });
    else if (kind === 'async') resources.push({ kind, dispose: undefined });
    return value;
  };
  return {
    e: nothing,
    u: (value) => add(value, 'sync'),
    a: (value) => add(value, 'async'),
    d() {
      const failure = this.e === nothing ? undefined : { value: this.e };
      if (isAsync) return finish(resources, failure);
      return exports.disposeAll(resources.map(({ dispose }) => dispose), failure);
    },
  };
};

// Only `await using` waits.
async function finish(resources, failure) {
  let error = failure;
  for (const { kind, dispose } of resources.reverse()) {
    try {
      const result = dispose?.();
      if (kind === 'async') await result;
    } catch (thrown) {
      error = { value: error === undefined ? thrown : suppress(thrown, error.value) };
    }
  }
  if (error !== undefined) throw error.value;
}
