'use strict';
// An environment variable as the builtins read it: where a runtime may not see the environment,
// none is set.

exports.variable = (name) => {
  try {
    return process.env[name];
  } catch {
    return undefined;
  }
};
