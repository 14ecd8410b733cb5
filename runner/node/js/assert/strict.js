'use strict';
// `assert/strict`: the assert module whose comparisons are strict.

module.exports = require('assert').strict;
