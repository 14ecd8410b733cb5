'use strict';
// The report of a test run, as Node's "spec" reporter prints it.

const print = (text) => process.stdout.write(`${text}\n`);

const counts = { tests: 0, suites: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 };
const failures = [];

const time = (milliseconds) => `${Number(milliseconds.toFixed(6))}ms`;

function note(test) {
  for (const [word, given] of [['SKIP', test.skip], ['TODO', test.todo]]) {
    if (given) return ` # ${typeof given === 'string' && given !== '' ? given : word}`;
  }
  return '';
}

function symbol(test) {
  if (test.skip) return '﹣';
  if (test.failure === undefined) return '✔';
  return test.todo ? '⚠' : '✖';
}

function count(test) {
  if (test.isSuite) {
    counts.suites++;
    return;
  }
  counts.tests++;
  if (test.skip) counts.skipped++;
  else if (test.todo) counts.todo++;
  else if (test.failure === undefined) counts.pass++;
  else counts[test.failure.kind === 'cancelled' ? 'cancelled' : 'fail']++;
}

const line = (test) => `${symbol(test)} ${test.name} (${time(test.duration)})${note(test)}`;

exports.reportTest = function reportTest(test, depth) {
  const margin = '  '.repeat(depth);
  const hasChildren = test.children.length > 0 && !test.skip;
  if (hasChildren) {
    print(`${margin}▶ ${test.name}`);
    for (const child of test.children) reportTest(child, depth + 1);
  }
  print(margin + line(test));
  for (const message of test.diagnostics) print(`${margin}ℹ ${message}`);
  count(test);
  if (test.failure !== undefined && !test.failure.isOfChildren && !test.skip) failures.push(test);
};

function place({ file, line: row, column }) {
  return `${require('path').relative(process.cwd(), file)}:${row}:${column}`;
}

// Prints the totals and the failures; true when something failed.
exports.reportSummary = function reportSummary(root, duration) {
  for (const name of Object.keys(counts)) print(`ℹ ${name} ${counts[name]}`);
  print(`ℹ duration_ms ${Number(duration.toFixed(6))}`);
  if (failures.length > 0) {
    const { inspect } = require('internal/inspect');
    print('\n✖ failing tests:');
    for (const test of failures) {
      const shown = inspect(test.failure.cause).split('\n').join('\n  ');
      if (test.location !== undefined) print(`\ntest at ${place(test.location)}`);
      print(`${line(test)}\n  ${shown}`);
    }
  }
  return counts.fail + counts.cancelled > 0 || failures.some((test) => test.failed);
};
