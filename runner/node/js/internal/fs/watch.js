// fs.watch, which hears of changes from the system, and fs.watchFile, which looks now and then.
//
// native:
//   open(path, callback)   the number of a watcher, or an error number below zero; the callback gets
//                          whether the content changed, the name of what changed in a folder, and
//                          the number of the watch
//   more(number, path)     the number of another watch of this watcher, or an error number
//   close(number)
//   hold(on)               one watcher more holds the loop, or one less

const { EventEmitter } = require('events');
const { nodeError } = require('internal/errors');
const { pathOf } = require('internal/fs/checks');
const { optionsOf, encoded } = require('internal/fs/shapes');
const { validateBoolean, validateFunction, validateUint32 } = require('internal/validators');

class FSWatcher extends EventEmitter {
  #number;
  #held = false;
  #ignores;
  // The folders of a tree that is watched, by the number of their watch.
  #folders;
  #root;

  constructor(filename, options = {}) {
    super();
    const path = pathOf(filename);
    const { basename } = require('path');
    this.#root = path;
    this.#ignores = ignoring(options.ignore);
    const number = native.open(path, (isChange, name, watch) => {
      this.#tell(isChange ? 'change' : 'rename', name ?? basename(path), this.#folders?.get(watch) ?? '', options);
    });
    if (number < 0) {
      if (options.throwIfNoEntry === false && number === -2) return;
      throw failure(number, path, filename);
    }
    this.#number = number;
    if (options.recursive) {
      this.#folders = new Map();
      this.#enter('', false);
    }
    if (options.persistent ?? true) this.ref();
  }

  #tell(event, name, folder, options) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (this.#ignores(path)) return;
    this.emit('change', event, encoded(path, options));
    if (this.#folders === undefined || event !== 'rename' || this.#number === undefined) return;
    if (statOf(`${this.#root}/${path}`)?.isDirectory()) this.#enter(path, true, options);
  }

  // Watches a folder of the tree and those in it; what is in a new one by now is told of.
  #enter(folder, isNew, options) {
    const full = folder === '' ? this.#root : `${this.#root}/${folder}`;
    if (folder !== '') {
      const watch = native.more(this.#number, full);
      if (watch < 0) return;
      this.#folders.set(watch, folder);
    }
    let entries;
    try {
      entries = require('fs').readdirSync(full, { withFileTypes: true });
    } catch {
      // It is gone again, or was no folder.
      return;
    }
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (this.#ignores(path)) continue;
      if (isNew) this.emit('change', 'rename', encoded(path, options));
      if (entry.isDirectory()) this.#enter(path, isNew, options);
    }
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

function failure(number, path, filename) {
  const [code, text] = require('util').getSystemErrorMap().get(number) ?? [`errno ${number}`, ''];
  const error = new Error(`${code}: ${text}, watch '${path}'`);
  return Object.assign(error, { errno: number, syscall: 'watch', code, path, filename });
}

function statOf(path) {
  try {
    return require('fs').lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

// What says whether nobody wants to hear of a path: patterns, expressions and functions.
function ignoring(ignore) {
  if (ignore === undefined || ignore === null) return () => false;
  const all = [].concat(ignore).map((one) => {
    if (typeof one === 'function') return one;
    if (one instanceof RegExp) return (path) => one.test(path);
    const matches = require('internal/path/glob').whole(one);
    return (path) => matches(path) || (!one.includes('/') && matches(require('path').basename(path)));
  });
  return (path) => all.some((matches) => matches(path));
}

exports.checkIgnore = function checkIgnore(ignore) {
  if (ignore === undefined || ignore === null) return;
  const check = (value, name) => {
    if (typeof value !== 'string' && typeof value !== 'function' && !(value instanceof RegExp)) {
      throw nodeError('ERR_INVALID_ARG_TYPE', name, ['string', 'RegExp', 'Function'], value);
    }
    if (value === '') throw nodeError('ERR_INVALID_ARG_VALUE', name, value, 'must be a non-empty string');
  };
  if (Array.isArray(ignore)) ignore.forEach((one, index) => check(one, `options.ignore[${index}]`));
  else check(ignore, 'options.ignore');
};

exports.watch = function watch(filename, options, listener) {
  if (typeof options === 'function') [options, listener] = [undefined, options];
  const given = optionsOf(options, {});
  const { ignore, recursive, signal } = given;
  if (recursive !== undefined) validateBoolean(recursive, 'options.recursive');
  exports.checkIgnore(ignore);
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
  if (typeof options !== 'object' || options === null) [options, listener] = [{}, options ?? listener];
  const { interval = 5007, persistent = true, bigint = false } = options ?? {};
  validateFunction(listener, 'listener');
  validateUint32(interval, 'interval');
  try {
    require('fs').statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // What may not be looked at is refused now; whatever else is wrong may change.
    if (error.code === 'ERR_ACCESS_DENIED') throw error;
  }
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
