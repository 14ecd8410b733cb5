'use strict';
// Stand-ins for what this runtime does not have: they can be loaded, handed round and inherited from,
// and calling one throws an error that names it.
// It must never make up a result.

const { unsupported } = require('internal/errors');

exports.refusing = function refusing(module, name, instead = '') {
  return {
    [name]: function () {
      throw unsupported(`${module}.${name}`, instead);
    },
  }[name];
};

// Puts a stand-in on `exports` for each name.
exports.refuse = function refuse(exported, module, names, instead) {
  for (const name of names.split(' ')) exported[name] = exports.refusing(module, name, instead);
};
