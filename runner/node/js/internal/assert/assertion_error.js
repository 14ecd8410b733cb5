'use strict';
// AssertionError, and the message that it writes when given none.

const { inspect } = require('internal/inspect');
const { setStackHeader } = require('internal/errors');

const EXPLANATIONS = {
  __proto__: null,
  deepStrictEqual: 'Expected values to be strictly deep-equal:',
  partialDeepStrictEqual: 'Expected values to be partially and strictly deep-equal:',
  strictEqual: 'Expected values to be strictly equal:',
  strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
  deepEqual: 'Expected values to be loosely deep-equal:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  notIdentical: 'Values have same structure but are not reference-equal:',
};

const isReference = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

const show = (value) => inspect(value, {
  compact: false, customInspect: false, depth: 1000, maxArrayLength: Infinity, showHidden: false, showProxy: false,
  breakLength: Infinity, sorted: true, getters: true,
});

const LONGEST_ON_ONE_LINE = 12;

// Both values in a few characters: "1 !== 2". Zeros need their signs seen.
function isBrief(actual, expected, shownActual, shownExpected) {
  if (shownActual.length !== 1 || shownExpected.length !== 1 || shownActual[0] === shownExpected[0]) return false;
  if (isReferencePair(actual, expected)) return false;
  if (actual === 0 && expected === 0) return false;
  const length = (value, [line]) => line.length - (typeof value === 'string' ? 2 : 0);
  return length(actual, shownActual) + length(expected, shownExpected) <= LONGEST_ON_ONE_LINE;
}

// A caret under the first difference of two single lines.
function caret(actual, expected) {
  if (actual === expected || actual.length + expected.length > (process.stderr.columns ?? 80)) return '';
  let at = 0;
  while (actual[at] === expected[at]) at++;
  return at > 2 ? `\n${' '.repeat(at + 2)}^` : '';
}

function differenceMessage(actual, expected, operator, custom, isFull) {
  const shownActual = show(actual).split('\n');
  const shownExpected = show(expected).split('\n');
  const name = operator === 'strictEqual' && isReferencePair(actual, expected) ? 'strictEqualObject' : operator;
  let header = custom ?? EXPLANATIONS[name];
  if (isBrief(actual, expected, shownActual, shownExpected)) {
    return `${header}\n\n${shownActual[0]} !== ${shownExpected[0]}\n`;
  }
  const same = shownActual.join('\n') === shownExpected.join('\n');
  if (same && operator !== 'partialDeepStrictEqual' && isObjectPair(actual, expected)) {
    header = custom ?? EXPLANATIONS.notIdentical;
    return `${header}\n\n${cut(shownActual, 50).join('\n')}\n`;
  }
  const legend = '+ actual - expected';
  if (shownActual.length === 1 && shownExpected.length === 1) {
    const areTexts = typeof actual === 'string' && typeof expected === 'string';
    const marker = areTexts ? caret(shownActual[0], shownExpected[0]) : '';
    return `${header}\n${legend}\n\n+ ${shownActual[0]}\n- ${shownExpected[0]}${marker}\n`;
  }
  const { lines, skipped } = require('internal/assert/line_diff').lineDiff(shownActual, shownExpected, isFull);
  return `${header}\n${legend}${skipped ? '\n... Skipped lines' : ''}\n\n${lines.join('\n')}\n`;
}

const isReferencePair = (a, b) => isReference(a) && isReference(b);
const isObjectPair = (a, b) => typeof a === 'object' && typeof b === 'object' && a !== null && b !== null;

function cut(lines, most) {
  return lines.length > most ? [...lines.slice(0, most - 4), '...'] : lines;
}

function unequalMessage(actual, operator, custom) {
  let lines = show(actual).split('\n');
  const name = operator === 'notStrictEqual' && isReference(actual) ? 'notStrictEqualObject' : operator;
  const header = custom ?? EXPLANATIONS[name];
  lines = cut(lines, 50);
  if (lines.length === 1) return `${header}${lines[0].length > 5 ? '\n\n' : ' '}${lines[0]}`;
  return `${header}\n\n${lines.join('\n')}\n`;
}

const clip = (text, most) => (text.length > most ? `${text.slice(0, most - 3)}...` : text);

function otherMessage(actual, expected, operator) {
  const header = EXPLANATIONS[operator];
  let left = show(actual);
  let right = show(expected);
  if (operator === 'notDeepEqual') {
    left = `${header}\n\n${left}`;
    return left.length > 1024 ? `${left.slice(0, 1021)}...` : left;
  }
  left = clip(left, 512);
  right = clip(right, 512);
  if (operator === 'deepEqual') return `${header}\n\n${left}\n\nshould loosely deep-equal\n\n${right}`;
  if (operator === 'notEqual' || operator === 'equal') return `${left} ${operator === 'equal' ? '==' : '!='} ${right}`;
  return `${left} ${operator} ${right}`;
}

function write({ actual, expected, operator, message, diff }) {
  const isFull = diff === 'full';
  switch (operator) {
    case 'deepStrictEqual': case 'strictEqual': case 'partialDeepStrictEqual':
      return differenceMessage(actual, expected, operator, message || undefined, isFull);
    case 'notDeepStrictEqual': case 'notStrictEqual':
      return message === undefined ? unequalMessage(actual, operator) : String(message);
    default:
      return message === undefined ? otherMessage(actual, expected, operator) : String(message);
  }
}

class AssertionError extends Error {
  constructor(options) {
    require('internal/validators').validateObject(options, 'options');
    const { message, operator, actual, expected, stackStartFn, diff = 'simple' } = options;
    super(write(options));
    Object.defineProperty(this, 'name', {
      value: 'AssertionError', enumerable: false, writable: true, configurable: true,
    });
    this.generatedMessage = !message;
    this.code = 'ERR_ASSERTION';
    this.actual = actual;
    this.expected = expected;
    this.operator = operator;
    this.diff = diff;
    if (stackStartFn !== undefined) Error.captureStackTrace?.(this, stackStartFn);
    setStackHeader(this, `AssertionError [ERR_ASSERTION]: ${this.message}`);
  }

  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }

  // What the error is about is cut short when the error itself is printed.
  [inspect.custom](depth, options) {
    const clipped = {};
    for (const name of ['actual', 'expected']) {
      const value = this[name];
      if (typeof value !== 'string') continue;
      clipped[name] = value;
      const lines = value.split('\n');
      if (lines.length > 10) this[name] = `${lines.slice(0, 10).join('\n')}\n...`;
      else if (value.length > 512) this[name] = `${value.slice(0, 512)}...`;
    }
    try {
      return inspect(this, { ...options, customInspect: false, depth: 0 });
    } finally {
      Object.assign(this, clipped);
    }
  }
}

exports.AssertionError = AssertionError;
