'use strict';
// Atomics.pause and Error.isError.

const { pause } = {
  pause(iterations = undefined) {
    if (iterations !== undefined && !Number.isInteger(iterations)) {
      throw new TypeError('Argument to Atomics.pause must be an integer');
    }
  },
};

const { isError } = {
  // A DOMException is one too (Web IDL, 3.14: it has an [[ErrorData]] slot).
  isError(value) {
    return value !== null && typeof value === 'object' && ['Error', 'DOMException'].includes(native.typeName(value));
  },
};

exports['Atomics.pause'] = pause;
exports['Error.isError'] = isError;
