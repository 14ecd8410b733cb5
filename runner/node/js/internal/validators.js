'use strict';
// Checks of arguments, each throwing the coded error that Node throws.
// It must never change the value that it checks.

const { nodeError } = require('internal/errors');

const refuse = (name, expected, value) => {
  throw nodeError('ERR_INVALID_ARG_TYPE', name, expected, value);
};

exports.validateString = (value, name) => {
  if (typeof value !== 'string') refuse(name, 'string', value);
};

exports.validateFunction = (value, name) => {
  if (typeof value !== 'function') refuse(name, 'function', value);
};

exports.validateBoolean = (value, name) => {
  if (typeof value !== 'boolean') refuse(name, 'boolean', value);
};

exports.validateObject = (value, name, { nullable, allowArray, allowFunction } = {}) => {
  if (value === null ? nullable : Array.isArray(value) ? allowArray : typeof value === 'object') return;
  if (allowFunction && typeof value === 'function') return;
  refuse(name, 'Object', value);
};

exports.validateArray = (value, name, minimum = 0) => {
  if (!Array.isArray(value)) refuse(name, 'Array', value);
  if (value.length < minimum) {
    throw nodeError('ERR_INVALID_ARG_VALUE', name, value, `must be longer than ${minimum}`);
  }
};

exports.validateStringArray = (value, name) => {
  exports.validateArray(value, name);
  value.forEach((item, index) => exports.validateString(item, `${name}[${index}]`));
};

exports.validateNumber = (value, name, min, max) => {
  if (typeof value !== 'number') refuse(name, 'number', value);
  const unbounded = min == null && max == null;
  if ((min != null && value < min) || (max != null && value > max) || (!unbounded && Number.isNaN(value))) {
    const bounds = [min != null && `>= ${min}`, max != null && `<= ${max}`].filter(Boolean);
    throw nodeError('ERR_OUT_OF_RANGE', name, bounds.join(' && '), value);
  }
};

exports.validateInteger = (value, name, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER) => {
  if (typeof value !== 'number') refuse(name, 'number', value);
  if (!Number.isInteger(value)) throw nodeError('ERR_OUT_OF_RANGE', name, 'an integer', value);
  if (value < min || value > max) throw nodeError('ERR_OUT_OF_RANGE', name, `>= ${min} && <= ${max}`, value);
};

exports.validateInt32 = (value, name, min = -(2 ** 31), max = 2 ** 31 - 1) =>
  exports.validateInteger(value, name, min, max);

exports.validateUint32 = (value, name, positive = false) =>
  exports.validateInteger(value, name, positive ? 1 : 0, 2 ** 32 - 1);

exports.validateOneOf = (value, name, allowed) => {
  if (allowed.includes(value)) return;
  const shown = allowed.map((one) => (typeof one === 'string' ? `'${one}'` : String(one)));
  throw nodeError('ERR_INVALID_ARG_VALUE', name, value, `must be one of: ${shown.join(', ')}`);
};

exports.validateAbortSignal = (value, name) => {
  if (value !== undefined && (value === null || typeof value !== 'object' || !('aborted' in value))) {
    refuse(name, 'AbortSignal', value);
  }
};

exports.validateBuffer = (value, name = 'buffer') => {
  if (!ArrayBuffer.isView(value)) refuse(name, ['Buffer', 'TypedArray', 'DataView'], value);
};

exports.validateSignalName = (value, name = 'signal') => {
  exports.validateString(value, name);
  if (!(value in require('os').constants.signals)) throw nodeError('ERR_UNKNOWN_SIGNAL', value);
};
