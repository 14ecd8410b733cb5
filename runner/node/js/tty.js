'use strict';
// The `tty` module: whether a descriptor is a terminal. Terminals of a script's own are refused.
//
// native: see internal/stdio

const { refuse } = require('internal/refusing');

exports.isatty = function isatty(fd) {
  return Number.isInteger(fd) && fd >= 0 && fd <= 2147483647 && native.isTerminal(fd);
};

refuse(exports, 'tty', 'ReadStream WriteStream', 'use process.stdin and process.stdout');
