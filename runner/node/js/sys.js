'use strict';
// The `sys` module: an old name of `util`.

module.exports = require('util');
