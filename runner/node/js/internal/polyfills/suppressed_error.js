'use strict';
// SuppressedError: an error that another one was hidden by.

function SuppressedError(error, suppressed, message) {
  const made = Reflect.construct(Error, message === undefined ? [] : [message], new.target ?? SuppressedError);
  const define = (key, value) => Object.defineProperty(made, key, { value, writable: true, configurable: true });
  define('error', error);
  define('suppressed', suppressed);
  return made;
}
Object.setPrototypeOf(SuppressedError, Error);
Object.defineProperty(SuppressedError, 'prototype', {
  writable: false,
  value: Object.create(Error.prototype, {
    constructor: { value: SuppressedError, writable: true, configurable: true },
    message: { value: '', writable: true, configurable: true },
    name: { value: 'SuppressedError', writable: true, configurable: true },
  }),
});

exports.SuppressedError = SuppressedError;
