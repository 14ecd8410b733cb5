'use strict';
// What `child_process` demands of its arguments, in Node's order and words.
// It must start nothing.
//
// native: none.

const { nodeError } = require('internal/errors');
const {
  validateAbortSignal, validateBoolean, validateInt32, validateInteger, validateNumber, validateOneOf, validateString,
} = require('internal/validators');

// What the system ends at its first zero byte must have none.
function withoutNull(value, name) {
  if (typeof value === 'string' && value.includes('\0')) {
    throw nodeError('ERR_INVALID_ARG_VALUE', name, value, 'must be a string without null bytes');
  }
}
exports.withoutNull = withoutNull;

exports.checkFile = (file) => {
  validateString(file, 'file');
  withoutNull(file, 'file');
  if (file.length === 0) throw nodeError('ERR_INVALID_ARG_VALUE', 'file', file, 'cannot be empty');
};

// Arguments that may be left out: `[args, options]`.
exports.argsOf = (args, options) => {
  if (args === undefined || args === null) return [[], options];
  if (Array.isArray(args)) {
    args.forEach((arg, index) => withoutNull(arg, `args[${index}]`));
    return [args, options];
  }
  if (typeof args !== 'object') throw nodeError('ERR_INVALID_ARG_TYPE', 'args', 'object', args);
  return [[], args];
};

const isGiven = (value) => value !== undefined && value !== null;

function checkShell(shell) {
  if (!isGiven(shell)) return;
  if (typeof shell !== 'boolean' && typeof shell !== 'string') {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'options.shell', ['boolean', 'string'], shell);
  }
  withoutNull(shell, 'options.shell');
}

function checkSignal(killSignal) {
  if (!isGiven(killSignal)) return;
  if (typeof killSignal !== 'string' && typeof killSignal !== 'number') {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'options.killSignal', ['string', 'number'], killSignal);
  }
  const { signals } = require('os').constants;
  const known = typeof killSignal === 'number' ? killSignal === 0 || Object.values(signals).includes(killSignal) : signals[killSignal.toUpperCase()];
  if (!known) throw nodeError('ERR_UNKNOWN_SIGNAL', killSignal);
}

exports.checkOptions = (options) => {
  const { argv0, cwd, detached, env, gid, killSignal, maxBuffer, serialization, shell, signal, timeout, uid } = options;
  if (isGiven(cwd)) require('internal/fs/checks').pathOf(cwd, 'options.cwd');
  if (isGiven(detached)) validateBoolean(detached, 'options.detached');
  if (isGiven(uid)) validateInt32(uid, 'options.uid');
  if (isGiven(gid)) validateInt32(gid, 'options.gid');
  checkShell(shell);
  if (isGiven(argv0)) {
    validateString(argv0, 'options.argv0');
    withoutNull(argv0, 'options.argv0');
  }
  for (const name of ['windowsHide', 'windowsVerbatimArguments']) {
    if (isGiven(options[name])) validateBoolean(options[name], `options.${name}`);
  }
  if (isGiven(timeout)) validateInteger(timeout, 'timeout', 0);
  if (isGiven(maxBuffer)) validateNumber(maxBuffer, 'options.maxBuffer', 0);
  for (const [name, value] of Object.entries(env ?? {})) withoutNull(value, `options.env['${name}']`);
  validateOneOf(serialization, 'options.serialization', [undefined, 'json', 'advanced']);
  checkSignal(killSignal);
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
};
