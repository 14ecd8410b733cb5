'use strict';
// util.format: printf-like placeholders, then whatever arguments are left.
// It must never print.

const { inspect, typeName } = require('internal/inspect');
const text = require('internal/inspect/text');

const owns = (object, key) => Object.prototype.hasOwnProperty.call(object, key);

// The language's own classes with a toString that says less than `inspect`. Those that Node
// adds (URL, Buffer) and the class behind all typed arrays are not among them.
const LANGUAGE_CLASSES = new Set([
  'AggregateError', 'Array', 'Boolean', 'BigInt', 'Date', 'Error', 'EvalError', 'Function', 'Map', 'Number',
  'Object', 'Promise', 'RangeError', 'ReferenceError', 'RegExp', 'Set', 'String', 'Symbol', 'SyntaxError',
  'TypeError', 'URIError', 'WeakMap', 'WeakSet',
]);

// Does the object say itself how to become text? The language's own toString don't count; by
// the name of the class that they are in, as in Node.
function hasOwnToString(value) {
  // A proxy that was revoked answers nothing.
  if (typeName(value) === 'Proxy') return false;
  if (typeof value.toString !== 'function') return false;
  if (owns(value, 'toString') || owns(value, Symbol.toPrimitive)) return true;
  let at = value;
  do at = Object.getPrototypeOf(at); while (!owns(at, 'toString') && !owns(at, Symbol.toPrimitive));
  const { value: constructor } = Object.getOwnPropertyDescriptor(at, 'constructor') ?? {};
  return !(typeof constructor === 'function' && LANGUAGE_CLASSES.has(constructor.name));
}

const AS_TEXT = { depth: 0, colors: false, compact: 3 };

function asText(value, options) {
  switch (typeof value) {
    case 'number': return text.number(value, options?.numericSeparator);
    case 'bigint': return text.bigint(value, options?.numericSeparator);
    case 'object':
      if (value === null) return 'null';
      return hasOwnToString(value) ? String(value) : inspect(value, { ...options, ...AS_TEXT });
    default:
      return String(value);
  }
}

function asJson(value) {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (/circular|cyclic/i.test(error.message)) return '[Circular]';
    throw error;
  }
}

function asNumber(value, options, convert) {
  if (typeof value === 'bigint') return text.bigint(value, options?.numericSeparator);
  if (typeof value === 'symbol') return 'NaN';
  return text.number(convert(value), options?.numericSeparator);
}

const PLACEHOLDERS = {
  __proto__: null,
  s: asText,
  j: asJson,
  d: (value, options) => asNumber(value, options, Number),
  i: (value, options) => asNumber(value, options, parseInt),
  f: (value) => (typeof value === 'symbol' ? 'NaN' : text.number(parseFloat(value))),
  O: (value, options) => inspect(value, options),
  o: (value, options) => inspect(value, { ...options, showHidden: true, showProxy: true, depth: 4 }),
  c: () => '',
};

exports.formatWithOptions = function formatWithOptions(options, ...args) {
  require('internal/validators').validateObject(options, 'inspectOptions', { allowArray: true });
  return formatArguments(options, args);
};

exports.format = function format(...args) {
  return formatArguments(undefined, args);
};

function formatArguments(options, args) {
  const [first] = args;
  if (args.length === 1) return typeof first === 'string' ? first : inspect(first, options);
  let used = 0;
  let shown = '';
  let gap = '';
  if (typeof first === 'string') {
    used = 1;
    shown = first.includes('%') ? fill(first, args, options, (count) => { used = count; }) : first;
    gap = ' ';
  }
  for (; used < args.length; used++) {
    const value = args[used];
    shown += gap + (typeof value === 'string' ? value : inspect(value, options));
    gap = ' ';
  }
  return shown;
}

function fill(template, args, options, report) {
  let next = 1;
  const shown = template.replace(/%([sjdifoOc%])/g, (whole, letter) => {
    if (letter === '%') return '%';
    if (next >= args.length) return whole;
    return PLACEHOLDERS[letter](args[next++], options);
  });
  report(next);
  return shown;
}
