// fs.opendir: a folder whose entries are handed out one at a time.
// The entries are read at once when it opens; it must hold no descriptor after that.
//
// native: none.

const fs = require('fs');
const { codedError, nodeError } = require('internal/errors');
const { validateFunction, validateUint32 } = require('internal/validators');
const { pathOf } = require('internal/fs/checks');
const { optionsOf } = require('internal/fs/shapes');

const closed = () => codedError('Error', 'ERR_DIR_CLOSED', 'Directory handle was closed');
const concurrent = () => codedError('Error', 'ERR_DIR_CONCURRENT_OPERATION',
  'Cannot do synchronous work on directory handle with concurrent asynchronous operations');

// For the constructor, which no script may call.
const MAKING = Symbol('making');

class Dir {
  #entries;
  #path;
  // How many asynchronous operations are under way.
  #busy = 0;

  constructor(making, entries, path) {
    if (making !== MAKING) throw nodeError('ERR_MISSING_ARGS', 'handle');
    this.#entries = entries;
    this.#path = path;
  }

  get path() {
    return this.#path;
  }

  #next() {
    if (this.#entries === null) throw closed();
    return this.#entries.shift() ?? null;
  }

  #atOnce() {
    if (this.#entries === null) throw closed();
    if (this.#busy > 0) throw concurrent();
  }

  // Does it on the loop, and calls back.
  #later(work, callback) {
    this.#busy++;
    setImmediate(() => {
      this.#busy--;
      let value;
      try {
        value = work();
      } catch (error) {
        callback(error);
        return;
      }
      callback(null, value);
    });
  }

  #promise(work) {
    return new Promise((resolve, reject) => {
      this.#later(work, (error, value) => (error ? reject(error) : resolve(value)));
    });
  }

  read(callback) {
    if (arguments.length > 0 && callback !== undefined) {
      validateFunction(callback, 'callback');
      if (this.#entries === null) throw closed();
      this.#later(() => this.#next(), callback);
      return undefined;
    }
    return this.#entries === null ? Promise.reject(closed()) : this.#promise(() => this.#next());
  }

  readSync() {
    this.#atOnce();
    return this.#next();
  }

  #end() {
    if (this.#entries === null) throw closed();
    this.#entries = null;
  }

  close(callback) {
    if (callback !== undefined) {
      validateFunction(callback, 'callback');
      if (this.#entries === null) process.nextTick(callback, closed());
      else this.#later(() => this.#end(), (error) => callback(error));
      return undefined;
    }
    return this.#entries === null ? Promise.reject(closed()) : this.#promise(() => this.#end());
  }

  closeSync() {
    this.#atOnce();
    this.#end();
  }

  async* entries() {
    try {
      for (let entry = await this.read(); entry !== null; entry = await this.read()) yield entry;
    } finally {
      if (this.#entries !== null) await this.close();
    }
  }

  [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() {
    if (this.#entries !== null) this.closeSync();
  }

  async [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]() {
    if (this.#entries !== null) await this.close();
  }
}
Object.defineProperty(Dir.prototype, Symbol.asyncIterator, { value: Dir.prototype.entries, writable: true, configurable: true });

exports.Dir = Dir;

function opened(path, options, isNamed) {
  const file = pathOf(path);
  const { bufferSize, encoding, recursive } = optionsOf(options, {});
  if (bufferSize !== undefined) validateUint32(bufferSize, 'options.bufferSize', true);
  try {
    return new Dir(MAKING, fs.readdirSync(file, { encoding, recursive: Boolean(recursive), withFileTypes: true }), file);
  } catch (error) {
    // Listing is how this runtime opens a folder; scripts know the call by its own name.
    if (error.syscall === 'scandir') {
      error.syscall = 'opendir';
      const [head] = error.message.split(', scandir');
      error.message = `${head}, opendir${isNamed ? ` '${file}'` : ''}`;
      if (!isNamed) delete error.path;
    }
    throw error;
  }
}

exports.opendirSync = function opendirSync(path, options) {
  return opened(path, options, false);
};

exports.opendirNamed = (path, options) => opened(path, options, true);

exports.opendir = function opendir(path, options, callback) {
  if (typeof options === 'function') [options, callback] = [undefined, options];
  validateFunction(callback, 'callback');
  pathOf(path);
  optionsOf(options, {});
  let made;
  try {
    made = exports.opendirNamed(path, options);
  } catch (error) {
    if (error.syscall === undefined) throw error;
    process.nextTick(callback, error);
    return;
  }
  process.nextTick(callback, null, made);
};
