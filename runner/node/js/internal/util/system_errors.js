'use strict';
// The names and messages of system errors on Linux, as libuv numbers them.
//
// native:
//   errors()   flat [number, name, words, …]

const { codedError, nodeError } = require('internal/errors');

let map;

exports.getSystemErrorMap = function getSystemErrorMap() {
  if (map === undefined) {
    map = new Map();
    const flat = native.errors();
    for (let at = 0; at < flat.length; at += 3) map.set(flat[at], [flat[at + 1], flat[at + 2]]);
  }
  return map;
};

function find(number) {
  require('internal/validators').validateNumber(number, 'err');
  if (number >= 0 || !Number.isSafeInteger(number)) {
    throw nodeError('ERR_OUT_OF_RANGE', 'err', 'a negative integer', number);
  }
  return exports.getSystemErrorMap().get(number);
}

exports.getSystemErrorName = function getSystemErrorName(number) {
  return find(number)?.[0] ?? `Unknown system error ${number}`;
};

exports.getSystemErrorMessage = function getSystemErrorMessage(number) {
  return find(number)?.[1] ?? `Unknown system error ${number}`;
};

exports._errnoException = function _errnoException(number, syscall, original) {
  const name = exports.getSystemErrorName(number);
  const error = new Error(`${syscall} ${name}${original ? ` ${original}` : ''}`);
  error.errno = number;
  error.code = name;
  error.syscall = syscall;
  return error;
};

exports._exceptionWithHostPort = function _exceptionWithHostPort(number, syscall, address, port, additional) {
  const place = port && port > 0 ? `${address}:${port}` : address;
  const local = place && additional ? ` - Local (${additional})` : '';
  const error = exports._errnoException(number, syscall, place ? `${place}${local}` : '');
  error.address = address;
  if (port) error.port = port;
  return error;
};

// Node's SystemError: a call of the system that failed, its facts under `info` and as accessors.
exports.systemError = function systemError(syscall, errno) {
  const [code, message] = [exports.getSystemErrorName(errno), exports.getSystemErrorMessage(errno)];
  const words = `A system error occurred: ${syscall} returned ${code} (${message})`;
  const error = codedError('Error', 'ERR_SYSTEM_ERROR', words);
  require('internal/errors').setStackHeader(error, `SystemError [ERR_SYSTEM_ERROR]: ${words}`);
  const info = { errno, code, message, syscall };
  const hidden = { writable: true, enumerable: false, configurable: true };
  Object.defineProperty(error, 'name', { value: 'SystemError', ...hidden });
  Object.defineProperty(error, 'toString', { value() { return `${this.name} [${this.code}]: ${this.message}`; }, ...hidden });
  const shown = (depth, options) => require('util').inspect(error, { ...options, getters: true, customInspect: false });
  Object.defineProperty(error, Symbol.for('nodejs.util.inspect.custom'), { value: shown, ...hidden });
  Object.defineProperty(error, 'info', { value: info, enumerable: true, configurable: true });
  for (const key of ['errno', 'syscall']) {
    const accessor = { get: () => info[key], set(value) { info[key] = value; } };
    Object.defineProperty(error, key, { ...accessor, enumerable: true, configurable: true });
  }
  return error;
};
