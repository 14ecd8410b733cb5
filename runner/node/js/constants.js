'use strict';
// The `constants` module: the numbers of `os`, `fs` and the signals in one object.
//
// native: none.

const { constants: { dlopen, errno, priority, signals } } = require('os');
const fs = require('internal/fs/constants').constants;

Object.assign(exports, dlopen, errno, priority, signals, fs);
