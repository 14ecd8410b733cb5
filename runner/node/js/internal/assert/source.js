'use strict';
// The message of a failed assert.ok: the call as it stands in the source.
// It must never throw: without the source there is a plainer message.

// The place of the call: the first frame that isn't the runtime's own.
function callSite(error) {
  for (const line of String(error.stack).split('\n')) {
    if (!/^\s+at /.test(line) || /\bnode:/.test(line)) continue;
    const found = /\(?((?:file:\/\/)?[^\s()]+):(\d+):(\d+)\)?$/.exec(line);
    if (found === null) return undefined;
    return { file: found[1], line: Number(found[2]), column: Number(found[3]) };
  }
  return undefined;
}

function read(file) {
  try {
    const path = file.startsWith('file:') ? require('url').fileURLToPath(file) : file;
    return require('fs').readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

// From `start`, the text up to the parenthesis that closes the first one opened at or
// after `from`; all of it when that is on a later line.
function callText(line, start, from) {
  let depth = 0;
  let quote = '';
  for (let at = start; at < line.length; at++) {
    const character = line[at];
    if (quote !== '') {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'" || character === '`') {
      quote = character;
    } else if ('([{'.includes(character)) {
      depth++;
    } else if (')]}'.includes(character)) {
      depth--;
      if (depth === 0 && at >= from && character === ')') return line.slice(start, at + 1);
    }
  }
  return line.slice(start);
}

// Where the called expression starts: back over names, dots and `[…]`, but not over
// the call that a chain starts with.
function calleeStart(line, from) {
  let at = from;
  for (;;) {
    const before = line[at - 1];
    if (before !== undefined && /[\w$.]/.test(before)) at--;
    else if (before === ']') at = Math.max(line.lastIndexOf('[', at - 1), 0);
    else break;
  }
  return line[at] === '.' ? at + 1 : at;
}

function expressionAt(source, { line: row, column }) {
  const line = source.split('\n', row)[row - 1];
  if (line === undefined) return undefined;
  return callText(line, calleeStart(line, column - 1), column - 1).trim();
}

exports.falsyMessage = function falsyMessage(error) {
  const plain = 'The expression evaluated to a falsy value:\n\n  assert.ok(false)\n';
  const site = callSite(error);
  const source = site === undefined ? undefined : read(site.file);
  const expression = source === undefined ? undefined : expressionAt(source, site);
  if (expression === undefined) return plain;
  return `The expression evaluated to a falsy value:\n\n  ${expression}\n`;
};
