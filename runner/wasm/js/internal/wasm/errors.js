'use strict';
// CompileError, LinkError and RuntimeError (JavaScript Interface, 5.1: native errors of their own).

for (const name of ['CompileError', 'LinkError', 'RuntimeError']) {
  const Class = { [name]: function (message, options) {
    const made = Reflect.construct(Error, message === undefined && options === undefined ? []
      : [message, options], new.target ?? Class);
    return made;
  } }[name];
  Object.defineProperty(Class, 'length', { value: 1, configurable: true });
  Object.setPrototypeOf(Class, Error);
  Class.prototype = Object.create(Error.prototype, {
    constructor: { value: Class, writable: true, configurable: true },
    name: { value: name, writable: true, configurable: true },
    message: { value: '', writable: true, configurable: true },
  });
  Object.defineProperty(Class, 'prototype', { writable: false });
  exports[name] = Class;
}

exports.make = (name, message) => new exports[name](message);
