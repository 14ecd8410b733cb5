'use strict';
// stream.duplexPair: two Duplex streams, what is written to one being read from the other.

const { Duplex } = require('internal/streams/duplex');

class DuplexSide extends Duplex {
  #other = null;
  #callback = null;

  connect(other) { this.#other = other; }

  _read() {
    const callback = this.#callback;
    this.#callback = null;
    callback?.();
  }

  _write(chunk, encoding, callback) {
    if (chunk.length === 0) process.nextTick(callback);
    else {
      this.#other.push(chunk);
      this.#other.#callback = callback;
    }
  }

  _final(callback) {
    this.#other.on('end', callback);
    this.#other.push(null);
  }
}

exports.duplexPair = function duplexPair(options) {
  const first = new DuplexSide(options);
  const second = new DuplexSide(options);
  first.connect(second);
  second.connect(first);
  return [first, second];
};
