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
  isError(value) { return value !== null && typeof value === 'object' && native.typeName(value) === 'Error'; },
};

exports['Atomics.pause'] = pause;
exports['Error.isError'] = isError;
