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

// From `start`, the text up to the parenthesis that closes the first one opened.
function callText(source, start) {
  let depth = 0;
  let quote = '';
  for (let at = start; at < source.length; at++) {
    const character = source[at];
    if (quote !== '') {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'" || character === '`') {
      quote = character;
    } else if ('([{'.includes(character)) {
      depth++;
    } else if (')]}'.includes(character)) {
      depth--;
      if (depth === 0 && character === ')') return source.slice(start, at + 1);
      if (depth < 0) return undefined;
    }
  }
  return undefined;
}

function expressionAt(source, { line, column }) {
  let offset = 0;
  for (let row = 1; row < line; row++) {
    offset = source.indexOf('\n', offset) + 1;
    if (offset === 0) return undefined;
  }
  let start = offset + column - 1;
  // A position inside `assert.ok(`: back to where the callee starts.
  if (source[start] === '(') start--;
  while (start > offset && /[\w$.\s]/.test(source[start - 1]) && !/[\w$]\s+[\w$]/.test(source.slice(start - 2, start + 1))) {
    if (/\s/.test(source[start - 1]) && !/^\s*\./.test(source.slice(start)) && !/\.\s*$/.test(source.slice(offset, start))) break;
    start--;
  }
  const text = callText(source, start)?.trim();
  if (text === undefined) return undefined;
  // Later lines lose the indentation of the first.
  const margin = /^\s*/.exec(source.slice(offset, start))[0];
  return text.split('\n').map((one, at) => (at > 0 && one.startsWith(margin) ? one.slice(margin.length) : one));
}

exports.falsyMessage = function falsyMessage(error) {
  const plain = 'The expression evaluated to a falsy value:\n\n  assert(false)\n';
  const site = callSite(error);
  const source = site === undefined ? undefined : read(site.file);
  const lines = source === undefined ? undefined : expressionAt(source, site);
  if (lines === undefined) return plain.replace('assert(false)', 'assert.ok(false)');
  return `The expression evaluated to a falsy value:\n\n  ${lines.join('\n  ')}\n`;
};
