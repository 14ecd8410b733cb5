'use strict';
// DisposableStack and AsyncDisposableStack.

const { disposeAll, disposeAllAsync, disposerOf } = require('internal/polyfills/using');

const gone = (name) => new ReferenceError(`Cannot ${name} an already disposed DisposableStack`);

// What both have in common; `kind` is 'sync' or 'async'.
function members(kind) {
  return class {
    #resources = [];
    #disposed = false;

    get disposed() { return this.#disposed; }

    use(value) {
      this.#open('add values to');
      const dispose = disposerOf(value, kind);
      if (dispose !== undefined) this.#resources.push(() => dispose.call(value));
      else if (kind === 'async') this.#resources.push(undefined);
      return value;
    }

    adopt(value, onDispose) {
      this.#open('add values to');
      if (typeof onDispose !== 'function') throw new TypeError(`${String(onDispose)} is not a function`);
      this.#resources.push(() => onDispose(value));
      return value;
    }

    defer(onDispose) {
      this.#open('add values to');
      if (typeof onDispose !== 'function') throw new TypeError(`${String(onDispose)} is not a function`);
      this.#resources.push(() => onDispose());
    }

    move() {
      this.#open('move values from');
      const moved = new (kind === 'sync' ? DisposableStack : AsyncDisposableStack)();
      moved.#resources = this.#resources;
      this.#resources = [];
      this.#disposed = true;
      return moved;
    }

    #open(what) {
      if (this.#disposed) throw gone(what);
    }

    // Takes everything out, to be disposed of; undefined the second time.
    static take(stack) {
      if (stack.#disposed) return undefined;
      stack.#disposed = true;
      const resources = stack.#resources;
      stack.#resources = [];
      return resources;
    }
  };
}

const Sync = members('sync');
const Async = members('async');

class DisposableStack extends Sync {
  dispose() {
    const resources = Sync.take(this);
    if (resources !== undefined) disposeAll(resources);
  }
}

class AsyncDisposableStack extends Async {
  async disposeAsync() {
    const resources = Async.take(this);
    if (resources !== undefined) await disposeAllAsync(resources);
  }
}

// One class each, with all members its own.
for (const [Class, Base, name, alias, symbol] of [
  [DisposableStack, Sync, 'DisposableStack', 'dispose', Symbol.dispose],
  [AsyncDisposableStack, Async, 'AsyncDisposableStack', 'disposeAsync', Symbol.asyncDispose],
]) {
  for (const key of ['disposed', 'use', 'adopt', 'defer', 'move']) {
    Object.defineProperty(Class.prototype, key, Object.getOwnPropertyDescriptor(Base.prototype, key));
  }
  Object.setPrototypeOf(Class.prototype, Object.prototype);
  const define = (key, value, writable) =>
    Object.defineProperty(Class.prototype, key, { value, writable, configurable: true });
  define(symbol, Class.prototype[alias], true);
  define(Symbol.toStringTag, name, false);
}

exports.DisposableStack = DisposableStack;
exports.AsyncDisposableStack = AsyncDisposableStack;
