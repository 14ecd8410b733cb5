// fs.opendir: a folder whose entries are handed out one at a time.
// The entries are read at once when it opens; it must hold no descriptor after that.
//
// native: none.

const fs = require('fs');
const { codedError } = require('internal/errors');

const closed = () => codedError('Error', 'ERR_DIR_CLOSED', 'Directory handle was closed');

class Dir {
  #entries;
  #path;

  constructor(entries, path) {
    this.#entries = entries;
    this.#path = path;
  }

  get path() {
    return this.#path;
  }

  readSync() {
    if (this.#entries === null) throw closed();
    return this.#entries.shift() ?? null;
  }

  read(callback) {
    if (callback === undefined) {
      return new Promise((resolve) => { resolve(this.readSync()); });
    }
    const entry = this.readSync();
    process.nextTick(callback, null, entry);
    return undefined;
  }

  closeSync() {
    if (this.#entries === null) throw closed();
    this.#entries = null;
  }

  close(callback) {
    if (callback === undefined) {
      return new Promise((resolve) => { resolve(this.closeSync()); });
    }
    this.closeSync();
    process.nextTick(callback, null);
    return undefined;
  }

  async* entries() {
    try {
      for (let entry = this.readSync(); entry !== null; entry = this.readSync()) yield entry;
    } finally {
      if (this.#entries !== null) this.closeSync();
    }
  }

  [Symbol.asyncIterator]() {
    return this.entries();
  }
}

exports.Dir = Dir;

exports.opendirSync = function opendirSync(path, options) {
  try {
    return new Dir(fs.readdirSync(path, { ...options, withFileTypes: true }), path);
  } catch (error) {
    // Listing is how this runtime opens a folder; scripts know the call by its own name.
    if (error.syscall === 'scandir') {
      error.syscall = 'opendir';
      error.message = error.message.replace(', scandir', ', opendir');
    }
    throw error;
  }
};

exports.opendir = function opendir(path, options, callback = options) {
  let made;
  try {
    made = exports.opendirSync(path, typeof options === 'object' ? options : {});
  } catch (error) {
    process.nextTick(callback, error);
    return;
  }
  process.nextTick(callback, null, made);
};
