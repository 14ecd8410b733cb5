'use strict';
// Terminal codes that move the cursor and clear text.

const { nodeError } = require('internal/errors');


exports.clearLineCode = (direction) => `\u001b[${direction < 0 ? '1' : direction > 0 ? '0' : '2'}K`;
exports.clearDownCode = () => '\u001b[0J';

exports.cursorToCode = function cursorToCode(x, y) {
  if (Number.isNaN(x)) throw nodeError('ERR_INVALID_ARG_VALUE', 'x', x);
  if (Number.isNaN(y)) throw nodeError('ERR_INVALID_ARG_VALUE', 'y', y);
  if (typeof x !== 'number') {
    if (typeof y === 'number') throw nodeError('ERR_INVALID_CURSOR_POS');
    return '';
  }
  return typeof y === 'number' ? `\u001b[${y + 1};${x + 1}H` : `\u001b[${x + 1}G`;
};

exports.moveCursorCode = function moveCursorCode(dx, dy) {
  let code = '';
  if (dx !== 0) code += dx < 0 ? `\u001b[${-dx}D` : `\u001b[${dx}C`;
  if (dy !== 0) code += dy < 0 ? `\u001b[${-dy}A` : `\u001b[${dy}B`;
  return code;
};

// Writes a code; a stream that isn't there needs none.
exports.send = function send(stream, code, callback) {
  if (callback !== undefined) require('internal/validators').validateFunction(callback, 'callback');
  if (stream === null || stream === undefined || code === '') {
    if (typeof callback === 'function') process.nextTick(callback, null);
    return true;
  }
  return stream.write(code, callback);
};
