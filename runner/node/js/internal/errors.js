'use strict';
// Makers of Node's coded errors. The wording of each is in internal/error_messages,
// loaded with the first error. It must never know which module throws, nor print.
//
// native:
//   nodeError(kind, code, message)  an error of the built-in class named `kind`,
//                                   with an own enumerable `code`, whose stack
//                                   starts with `Kind [code]: message`
//   frames()                        the frames of scripts at this place, innermost first, each
//                                   [text, name, file, line, column]
//   isPrepared()                    whether a script prepares stacks

// The error of a code in the table, worded from the arguments.
exports.nodeError = function nodeError(code, ...args) {
  const { kind, message } = require('internal/error_messages').describeError(code, args);
  return native.nodeError(kind, code, message);
};

// An error of a code that only its caller uses.
exports.codedError = function codedError(kind, code, message) {
  return native.nodeError(kind, code, message);
};

// What this runtime does not have, named; `instead` says what there is.
exports.unsupported = function unsupported(what, instead = '') {
  const message = `${what} is not supported by this runtime${instead && `; ${instead}`}`;
  return native.nodeError('Error', 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', message);
};

// AbortError as Node's own modules make it; `reason` becomes its cause.
exports.abortError = function abortError(reason) {
  const error = native.nodeError('Error', 'ABORT_ERR', 'The operation was aborted');
  const header = 'AbortError: The operation was aborted';
  Object.defineProperty(error, 'name', { value: 'AbortError', enumerable: true, configurable: true, writable: true });
  if (reason !== undefined) {
    Object.defineProperty(error, 'cause', { value: reason, enumerable: false, configurable: true, writable: true });
  }
  exports.setStackHeader(error, header);
  return error;
};

// The frames of scripts at the place of the call, whatever scripts make of stacks.
exports.frames = () => native.frames();

// Gives a stack another first line and keeps its frames; a script that prepares stacks gets none.
exports.setStackHeader = function setStackHeader(error, header) {
  if (native.isPrepared()) return;
  const stack = String(error.stack);
  const at = stack.search(/^ +at /m);
  const value = at < 0 ? header : `${header}\n${stack.slice(at)}`;
  Object.defineProperty(error, 'stack', { value, enumerable: false, configurable: true, writable: true });
};

// Several errors of one operation as one.
exports.combineErrors = function combineErrors(inner, outer) {
  if (!inner || !outer || inner === outer) return inner || outer;
  if (Array.isArray(outer.errors)) {
    outer.errors.push(inner);
    return outer;
  }
  const error = new AggregateError([outer, inner], outer.message);
  error.code = outer.code;
  return error;
};

// The words after "Received".
exports.describeReceived = (value) => require('internal/error_messages').describeValue(value);

// The checks live in their own file; asked for by name, loaded with the first.
for (const name of [
  'validateString', 'validateFunction', 'validateObject', 'validateBoolean', 'validateNumber',
  'validateInteger', 'validateInt32', 'validateUint32', 'validateArray', 'validateOneOf',
  'validateAbortSignal', 'validateBuffer', 'validateStringArray', 'validateSignalName',
]) {
  exports[name] = (...args) => require('internal/validators')[name](...args);
}
