'use strict';
// The class and the wording of each of Node's error codes.
// It must never make an error.

const list = (items, word) => {
  const last = items.length - 1;
  if (last < 1) return `${items[0]}`;
  if (last === 1) return `${items[0]} ${word} ${items[1]}`;
  return `${items.slice(0, last).join(', ')}, ${word} ${items[last]}`;
};

const inspectBriefly = (value, depth) =>
  require('internal/inspect').inspect(value, { depth });

// The words after "Received" in ERR_INVALID_ARG_TYPE.
function describeValue(value) {
  if (value === undefined || value === null) return `${value}`;
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value === 'object') {
    const name = value.constructor?.name;
    return name ? `an instance of ${name}` : inspectBriefly(value, -1);
  }
  return `type ${typeof value} (${describePrimitive(value)})`;
}

function describePrimitive(value) {
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  if (typeof value !== 'string') return String(value);
  const shown = value.length > 28 ? `${value.slice(0, 25)}...` : value;
  return shown.includes("'") ? JSON.stringify(shown) : `'${shown}'`;
}

const PRIMITIVE_NAMES = new Set([
  'string', 'number', 'bigint', 'boolean', 'symbol', 'function', 'object', 'Function', 'Object',
]);

// "of type string or an instance of Buffer": type names, class names, other words.
function expectation(expected) {
  const types = [];
  const classes = [];
  const others = [];
  for (const name of [].concat(expected)) {
    if (PRIMITIVE_NAMES.has(name)) types.push(name.toLowerCase());
    else if (/^[A-Z][a-zA-Z0-9]*$/.test(name)) classes.push(name);
    else others.push(name);
  }
  // Next to other classes, `Object` is a class too.
  const object = types.indexOf('object');
  if (object >= 0 && classes.length > 0) {
    types.splice(object, 1);
    classes.push('Object');
  }
  const parts = [];
  if (types.length > 0) parts.push(`${types.length > 1 ? 'one of type' : 'of type'} ${list(types, 'or')}`);
  if (classes.length > 0) parts.push(`an instance of ${list(classes, 'or')}`);
  if (others.length > 1) parts.push(`one of ${list(others, 'or')}`);
  if (others.length === 1) {
    const [only] = others;
    parts.push(/[A-Z]/.test(only) ? `an ${only}` : only);
  }
  return parts.join(' or ');
}

function subject(name) {
  if (name.endsWith(' argument')) return `The ${name}`;
  return `The "${name}" ${name.includes('.') ? 'property' : 'argument'}`;
}

function groupDigits(text) {
  return text.replace(/\B(?=(\d{3})+$)/g, '_');
}

function outOfRange(value) {
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) > 2 ** 32) {
    return groupDigits(String(value));
  }
  if (typeof value === 'bigint') {
    const limit = 2n ** 32n;
    return `${value > limit || value < -limit ? groupDigits(String(value)) : value}n`;
  }
  return inspectBriefly(value);
}

function invalidValue(name, value, reason = 'is invalid') {
  let shown = inspectBriefly(value);
  if (shown.length > 128) shown = `${shown.slice(0, 128)}...`;
  return `The ${name.includes('.') ? 'property' : 'argument'} '${name}' ${reason}. Received ${shown}`;
}

function missingArguments(...names) {
  const shown = names.map((name) => [].concat(name).map((one) => `"${one}"`).join(' or '));
  return `The ${list(shown, 'and')} argument${names.length > 1 ? 's' : ''} must be specified`;
}

const T = 'TypeError';
const R = 'RangeError';
const E = 'Error';

// code: [class, wording]; a wording is a text or a function of the arguments.
const TABLE = {
  __proto__: null,
  ERR_AMBIGUOUS_ARGUMENT: [T, (name, why) => `The "${name}" argument is ambiguous. ${why}`],
  ERR_ASYNC_CALLBACK: [T, (name) => `${name} must be a function`],
  ERR_ASYNC_TYPE: [T, (name) => `Invalid name for async "type": ${name}`],
  ERR_BUFFER_OUT_OF_BOUNDS: [R, (name) =>
    name ? `"${name}" is outside of buffer bounds` : 'Attempt to access memory outside buffer bounds'],
  ERR_BUFFER_TOO_LARGE: [R, (size) => `Cannot create a Buffer larger than ${size} bytes`],
  ERR_CONSOLE_WRITABLE_STREAM: [T, (name) => `Console expects a writable stream instance for ${name}`],
  ERR_CONSTRUCT_CALL_REQUIRED: [T, (name) => `Class constructor ${name} cannot be invoked without \`new\``],
  ERR_EVENT_RECURSION: [E, (name) => `The event "${name}" is already being dispatched`],
  ERR_FALSY_VALUE_REJECTION: [E, 'Promise was rejected with falsy value'],
  ERR_FEATURE_UNAVAILABLE_ON_PLATFORM: [T, (name) =>
    `The feature ${name} is unavailable on the current platform, which is being used to run Node.js`],
  ERR_ILLEGAL_CONSTRUCTOR: [T, 'Illegal constructor'],
  ERR_INCOMPATIBLE_OPTION_PAIR: [T, (a, b) => `Option "${a}" cannot be used in combination with option "${b}"`],
  ERR_INVALID_ARG_TYPE: [T, (name, expected, actual) =>
    `${subject(name)} must be ${expectation(expected)}. Received ${describeValue(actual)}`],
  ERR_INVALID_ARG_VALUE: [T, invalidValue],
  ERR_INVALID_ASYNC_ID: [R, (name, value) => `Invalid ${name} value: ${value}`],
  ERR_INVALID_BUFFER_SIZE: [R, (size) => `Buffer size must be a multiple of ${size}`],
  ERR_INVALID_CURSOR_POS: [T, 'Cannot set cursor row without setting its column'],
  ERR_INVALID_MIME_SYNTAX: [T, (part, text, at) =>
    `The MIME syntax for a ${part} in ${JSON.stringify(text)} is invalid${at === -1 ? '' : ` at ${at}`}`],
  ERR_INVALID_RETURN_VALUE: [T, (expected, name, value) =>
    `Expected ${expected} to be returned from the "${name}" function but got ${describeValue(value)}.`],
  ERR_INVALID_STATE: [E, (state) => `Invalid state: ${state}`],
  ERR_INVALID_THIS: [T, (name) => `Value of "this" must be of type ${name}`],
  ERR_INVALID_URI: ['URIError', 'URI malformed'],
  ERR_METHOD_NOT_IMPLEMENTED: [E, (name) => `The ${name} method is not implemented`],
  ERR_MISSING_ARGS: [T, missingArguments],
  ERR_MULTIPLE_CALLBACK: [E, 'Callback called multiple times'],
  ERR_OUT_OF_RANGE: [R, (name, range, value) =>
    `The value of "${name}" is out of range. It must be ${range}. Received ${outOfRange(value)}`],
  ERR_PARSE_ARGS_INVALID_OPTION_VALUE: [T, (text) => text],
  ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL: [T, (text) =>
    `Unexpected argument '${text}'. This command does not take positional arguments`],
  ERR_PARSE_ARGS_UNKNOWN_OPTION: [T, (option, positionals) =>
    `Unknown option '${option}'${positionals ? `. To specify a positional argument starting with a '-', ` +
      `place it at the end of the command after '--', as in '-- "${option}"` : ''}`],
  ERR_STREAM_ALREADY_FINISHED: [E, (name) => `Cannot call ${name} after a stream was finished`],
  ERR_STREAM_CANNOT_PIPE: [E, 'Cannot pipe, not readable'],
  ERR_STREAM_DESTROYED: [E, (name) => `Cannot call ${name} after a stream was destroyed`],
  ERR_STREAM_NULL_VALUES: [T, 'May not write null values to stream'],
  ERR_STREAM_PREMATURE_CLOSE: [E, 'Premature close'],
  ERR_STREAM_PUSH_AFTER_EOF: [E, 'stream.push() after EOF'],
  ERR_STREAM_UNABLE_TO_PIPE: [E, 'Cannot pipe to a closed or destroyed stream'],
  ERR_STREAM_UNSHIFT_AFTER_END_EVENT: [E, 'stream.unshift() after end event'],
  ERR_STREAM_WRITE_AFTER_END: [E, 'write after end'],
  ERR_TEST_FAILURE: [E, (error) => (typeof error?.message === 'string' ? error.message : inspectBriefly(error))],
  ERR_UNHANDLED_ERROR: [E, (text) => (text === undefined ? 'Unhandled error.' : `Unhandled error. (${text})`)],
  ERR_UNKNOWN_ENCODING: [T, (name) => `Unknown encoding: ${name}`],
  ERR_UNKNOWN_SIGNAL: [T, (name) => `Unknown signal: ${name}`],
  ERR_USE_AFTER_CLOSE: [E, (name) => `${name} was closed`],
};

exports.describeError = function describeError(code, args) {
  const [kind, wording] = TABLE[code] ?? [E, `${args[0] ?? code}`];
  return { kind, message: typeof wording === 'function' ? wording(...args) : wording };
};

exports.describeValue = describeValue;
