'use strict';
// util.format: printf-like placeholders, then whatever arguments are left.
// It must never print.

const { inspect, typeName } = require('internal/inspect');
const text = require('internal/inspect/text');

// Does the object say itself how to become text? Built-ins' own toString don't count.
function hasOwnToString(value) {
  if (typeName(value) === 'Proxy') return false;
  if (typeof value.toString !== 'function') return false;
  if (Object.prototype.hasOwnProperty.call(value, 'toString')) return true;
  if (typeof value[Symbol.toPrimitive] === 'function' && typeName(value) !== 'Date') return true;
  for (let at = Object.getPrototypeOf(value); at !== null; at = Object.getPrototypeOf(at)) {
    if (!Object.prototype.hasOwnProperty.call(at, 'toString')) continue;
    const { constructor } = at;
    return !(typeof constructor === 'function' && globalThis[constructor.name] === constructor &&
      isNative(constructor));
  }
  return false;
}

const isNative = (callable) => Function.prototype.toString.call(callable).includes('[native code]');

function asText(value, options) {
  switch (typeof value) {
    case 'number': return text.number(value, options?.numericSeparator);
    case 'bigint': return text.bigint(value, options?.numericSeparator);
    case 'object':
      if (value !== null && !hasOwnToString(value)) {
        return inspect(value, { ...options, depth: 0, colors: false, compact: 3 });
      }
      return String(value);
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
