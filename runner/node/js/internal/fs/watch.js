// fs.watch, which hears of changes from the system, and fs.watchFile, which looks now and then.
//
// native:
//   open(path, callback)   the number of a watcher, or an error number below zero; the callback gets
//                          whether the content changed, and the name of what changed in a folder
//   close(number)
//   hold(on)               one watcher more holds the loop, or one less

const { EventEmitter } = require('events');
const { nodeError, unsupported } = require('internal/errors');
const { optionsOf, encoded } = require('internal/fs/shapes');
const { validateAbortSignal, validateBoolean, validateFunction, validateUint32 } = require('internal/validators');

const pathOf = (path) => {
  if (path instanceof URL) return require('url').fileURLToPath(path);
  if (typeof path === 'string') return path;
  if (ArrayBuffer.isView(path)) return String(path);
  throw nodeError('ERR_INVALID_ARG_TYPE', 'path', ['string', 'Buffer', 'URL'], path);
};

class FSWatcher extends EventEmitter {
  #number;
  #held = false;

  constructor(filename, options) {
    super();
    const path = pathOf(filename);
    const { basename } = require('path');
    const number = native.open(path, (isChange, name) => {
      this.emit('change', isChange ? 'change' : 'rename', encoded(name ?? basename(path), options));
    });
    if (number < 0) {
      const [code, text] = require('util').getSystemErrorMap().get(number) ?? [`errno ${number}`, ''];
      const error = new Error(`${code}: ${text}, watch '${path}'`);
      throw Object.assign(error, { errno: number, syscall: 'watch', code, path, filename });
    }
    this.#number = number;
    if (options.persistent ?? true) this.ref();
  }

  close() {
    if (this.#number === undefined) return;
    native.close(this.#number);
    this.unref();
    this.#number = undefined;
    process.nextTick(() => this.emit('close'));
  }

  ref() { return this.#hold(true); }
  unref() { return this.#hold(false); }

  #hold(on) {
    if (this.#number !== undefined && this.#held !== on) {
      this.#held = on;
      native.hold(on);
    }
    return this;
  }
}

exports.watch = function watch(filename, options, listener) {
  if (typeof options === 'function') [options, listener] = [undefined, options];
  const given = optionsOf(options, {});
  const { recursive, signal } = given;
  if (recursive !== undefined) validateBoolean(recursive, 'options.recursive');
  if (recursive) throw unsupported('fs.watch of whole trees', 'watch each folder');
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  if (listener !== undefined) validateFunction(listener, 'listener');
  const watcher = new FSWatcher(filename, given);
  if (listener !== undefined) watcher.on('change', listener);
  if (signal?.aborted) process.nextTick(() => watcher.close());
  else if (signal !== undefined) {
    const close = () => watcher.close();
    signal.addEventListener('abort', close, { once: true });
    watcher.once('close', () => signal.removeEventListener('abort', close));
  }
  return watcher;
};

// How a file stood when nobody could look at it.
const absent = (fs, bigint) => {
  const zero = bigint ? 0n : 0;
  return require('internal/fs/shapes').makeStats(Array(18).fill(zero), bigint);
};

class StatWatcher extends EventEmitter {
  #timer;
  #last;
  #path;
  #bigint;

  constructor(path, bigint) {
    super();
    this.#path = path;
    this.#bigint = bigint;
  }

  start(interval, persistent) {
    this.#last = this.#look();
    // A file that is not there is told of once.
    if (!this.#exists(this.#last)) this.#soon();
    this.#timer = setInterval(() => this.#check(), interval);
    if (!persistent) this.#timer.unref();
  }

  #soon() {
    setImmediate(() => {
      if (this.#timer !== undefined) this.emit('change', this.#last, this.#last);
    });
  }

  #look() {
    const fs = require('fs');
    return fs.statSync(this.#path, { bigint: this.#bigint, throwIfNoEntry: false }) ?? absent(fs, this.#bigint);
  }

  #exists(stats) { return Number(stats.nlink) > 0; }

  #check() {
    const [now, before] = [this.#look(), this.#last];
    const same = ['mtimeMs', 'ctimeMs', 'size', 'ino', 'dev', 'mode', 'nlink', 'uid', 'gid'];
    if (same.every((name) => now[name] === before[name])) return;
    this.#last = now;
    this.emit('change', now, before);
  }

  stop() {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    process.nextTick(() => this.emit('stop'));
  }

  ref() { this.#timer?.ref(); return this; }
  unref() { this.#timer?.unref(); return this; }
}

// One for each path, however many listen.
const watched = new Map();

exports.watchFile = function watchFile(filename, options, listener) {
  const path = require('path').resolve(pathOf(filename));
  if (typeof options === 'function') [options, listener] = [{}, options];
  const { interval = 5007, persistent = true, bigint = false } = options ?? {};
  validateFunction(listener, 'listener');
  validateUint32(interval, 'interval');
  let watcher = watched.get(path);
  if (watcher === undefined) {
    watcher = new StatWatcher(path, Boolean(bigint));
    watched.set(path, watcher);
    watcher.start(interval, persistent);
  }
  watcher.on('change', listener);
  return watcher;
};

exports.unwatchFile = function unwatchFile(filename, listener) {
  const path = require('path').resolve(pathOf(filename));
  const watcher = watched.get(path);
  if (watcher === undefined) return;
  if (listener === undefined) watcher.removeAllListeners('change');
  else watcher.removeListener('change', listener);
  if (watcher.listenerCount('change') > 0) return;
  watcher.stop();
  watched.delete(path);
};
exports.FSWatcher = FSWatcher;
exports.StatWatcher = StatWatcher;
