'use strict';
// The shortest edit script between two sequences (Myers' algorithm), for util.diff and
// for assert's messages.

// Edits as [op, value]: -1 only in `expected`, 1 only in `actual`, 0 in both.
function edits(actual, expected, same = (a, b) => a === b) {
  const rows = actual.length;
  const columns = expected.length;
  const reach = rows + columns;
  const furthest = new Int32Array(2 * reach + 2);
  const trace = [];
  for (let depth = 0; depth <= reach; depth++) {
    trace.push(furthest.slice());
    for (let k = -depth; k <= depth; k += 2) {
      const down = k === -depth || (k !== depth && furthest[reach + k - 1] < furthest[reach + k + 1]);
      let x = down ? furthest[reach + k + 1] : furthest[reach + k - 1] + 1;
      let y = x - k;
      while (x < rows && y < columns && same(actual[x], expected[y])) {
        x++;
        y++;
      }
      furthest[reach + k] = x;
      if (x >= rows && y >= columns) return walkBack(trace, actual, expected, reach);
    }
  }
  return [];
}

function walkBack(trace, actual, expected, reach) {
  const script = [];
  let x = actual.length;
  let y = expected.length;
  for (let depth = trace.length - 1; depth >= 0; depth--) {
    const furthest = trace[depth];
    const k = x - y;
    const down = k === -depth || (k !== depth && furthest[reach + k - 1] < furthest[reach + k + 1]);
    const before = down ? k + 1 : k - 1;
    const fromX = furthest[reach + before];
    const fromY = fromX - before;
    while (x > fromX && y > fromY && x > 0 && y > 0) {
      script.push([0, actual[x - 1]]);
      x--;
      y--;
    }
    if (depth === 0) break;
    if (down) script.push([-1, expected[y - 1]]);
    else script.push([1, actual[x - 1]]);
    x = fromX;
    y = fromY;
  }
  return script.reverse();
}

const toSequence = (value, name) => {
  if (typeof value === 'string') return [...value];
  if (Array.isArray(value)) {
    require('internal/validators').validateStringArray(value, name);
    return value;
  }
  throw require('internal/errors').nodeError('ERR_INVALID_ARG_TYPE', name, ['string', 'Array'], value);
};

exports.edits = edits;
exports.diff = function diff(actual, expected) {
  if (actual === expected) return [];
  return edits(toSequence(actual, 'actual'), toSequence(expected, 'expected'));
};
