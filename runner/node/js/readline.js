'use strict';
// The `readline` module.

const { Interface: Base } = require('internal/readline/interface');
const { nodeError } = require('internal/errors');
const cursor = require('internal/readline/cursor');

// May be called without `new`, as it always could.
function Interface(input, output, completer, terminal) {
  return Reflect.construct(Base, [input, output, completer, terminal], new.target ?? Interface);
}
Interface.prototype = Object.create(Base.prototype, {
  constructor: { value: Interface, writable: true, configurable: true },
});
Object.setPrototypeOf(Interface, Base);

Object.defineProperty(Base.prototype.question, Symbol.for('nodejs.util.promisify.custom'), {
  configurable: true,
  value(query, options) { return Base.prototype.ask.call(this, query, options); },
});

function moved(code) {
  return (stream, callback) => cursor.send(stream, code(), callback);
}

module.exports = {
  Interface,
  clearLine: (stream, direction, callback) => cursor.send(stream, cursor.clearLineCode(direction), callback),
  clearScreenDown: moved(cursor.clearDownCode),
  createInterface: (input, output, completer, terminal) => new Interface(input, output, completer, terminal),
  cursorTo(stream, x, y, callback) {
    const done = typeof y === 'function' ? y : callback;
    return cursor.send(stream, cursor.cursorToCode(x, typeof y === 'function' ? undefined : y), done);
  },
  emitKeypressEvents() {
    throw nodeError('ERR_METHOD_NOT_IMPLEMENTED', 'readline.emitKeypressEvents()');
  },
  moveCursor: (stream, dx, dy, callback) => cursor.send(stream, cursor.moveCursorCode(dx, dy), callback),
};

Object.defineProperty(module.exports, 'promises', {
  configurable: true,
  enumerable: true,
  get: () => require('readline/promises'),
});
