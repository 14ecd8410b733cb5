'use strict';
// `readline/promises`: questions answered by promises, and terminal codes in batches.

const { Interface: Base } = require('internal/readline/interface');
const { nodeError } = require('internal/errors');
const cursor = require('internal/readline/cursor');

class Interface extends Base {
  // The base's own `question` is what `ask` puts.
  question(query, options) {
    if (typeof options === 'function') {
      super.question(query, options);
      return undefined;
    }
    return super.ask(query, options);
  }
}

class Readline {
  #stream;
  #autoCommit;
  #todo = [];

  constructor(stream, options) {
    if (typeof stream?.write !== 'function') throw nodeError('ERR_INVALID_ARG_TYPE', 'stream', 'Writable', stream);
    if (options?.autoCommit !== undefined) {
      require('internal/validators').validateBoolean(options.autoCommit, 'options.autoCommit');
    }
    this.#stream = stream;
    this.#autoCommit = Boolean(options?.autoCommit);
  }

  #add(code) {
    if (this.#autoCommit) process.nextTick(() => this.#stream.write(code));
    else this.#todo.push(code);
    return this;
  }

  cursorTo(x, y = undefined) { return this.#add(cursor.cursorToCode(x, y)); }
  moveCursor(dx, dy) { return dx || dy ? this.#add(cursor.moveCursorCode(dx, dy)) : this; }
  clearLine(direction) { return this.#add(cursor.clearLineCode(direction)); }
  clearScreenDown() { return this.#add(cursor.clearDownCode()); }

  commit() {
    return new Promise((resolve) => {
      this.#stream.write(this.#todo.join(''), resolve);
      this.#todo = [];
    });
  }

  rollback() {
    this.#todo = [];
    return this;
  }
}

exports.Interface = Interface;
exports.Readline = Readline;
exports.createInterface = (input, output, completer, terminal) => new Interface(input, output, completer, terminal);
