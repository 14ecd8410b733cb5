'use strict';
// Two inspected values line by line: what both have, `+` what only the actual value
// has, `-` what was expected. Long runs of equal lines are shortened.

const { edits } = require('internal/util/diff');

const KEPT = 5; // lines shown of a run of equal ones

// A comma more or less makes no difference.
const sameLine = (a, b) => a === b || `${a},` === b || a === `${b},`;

// Equal lines as [0, line] between changes, in which the actual lines come first.
function grouped(actual, expected) {
  const result = [];
  let added = [];
  let removed = [];
  const flush = () => {
    result.push(...added, ...removed);
    added = [];
    removed = [];
  };
  for (const edit of edits(actual, expected, sameLine)) {
    if (edit[0] === 1) added.push(edit);
    else if (edit[0] === -1) removed.push(edit);
    else {
      flush();
      result.push(edit);
    }
  }
  flush();
  return result;
}

exports.lineDiff = function lineDiff(actual, expected, isFull) {
  const script = withCommas(grouped(actual, expected), expected);
  const lines = [];
  let skipped = false;
  for (let at = 0; at < script.length;) {
    const [op, line] = script[at];
    if (op !== 0) {
      lines.push(`${op === 1 ? '+' : '-'} ${line}`);
      at++;
      continue;
    }
    let end = at;
    while (end < script.length && script[end][0] === 0) end++;
    const run = script.slice(at, end).map(([, text]) => `  ${text}`);
    at = end;
    if (isFull || run.length <= KEPT) {
      lines.push(...run);
    } else if (end === script.length) {
      // What follows the last change is cut without a word.
      lines.push(...run.slice(0, KEPT));
    } else if (run.length <= KEPT + 2) {
      lines.push(...run);
    } else {
      lines.push(...run.slice(0, KEPT), '...', run[run.length - 1]);
      skipped = true;
    }
  }
  return { lines, skipped };
};

// Of two equal lines, the one with the comma is shown.
function withCommas(script, expected) {
  const withComma = new Set(expected.filter((line) => line.endsWith(',')));
  return script.map(([op, line]) => (op === 0 && withComma.has(`${line},`) ? [op, `${line},`] : [op, line]));
}
