'use strict';
// Errors as util.inspect prints them: the stack, the class's name put right, frames
// shared with the cause folded, and brackets when there are no frames.
// It must never trust an error's own properties to be what they should.

const { prefix } = require('internal/inspect');

function read(error, key) {
  try {
    return error[key];
  } catch {
    return undefined;
  }
}

// What the error says of itself; its class where it can't be asked.
function headerOf(error) {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    const name = read(error, 'name');
    return typeof name === 'string' ? name : 'Error';
  }
}

function stackOf(printer, error) {
  const stack = read(error, 'stack');
  if (typeof stack === 'string' && stack !== '') return stack;
  const header = headerOf(error);
  if (stack === undefined || stack === null || stack === '') return header;
  // A stack that is no text is shown under the header.
  printer.indentation += 4;
  const shown = printer.value(stack, 0);
  printer.indentation -= 4;
  return `${header}\n    ${shown}`;
}

// `class Foo extends Error` leaves "Error: …" in the stack: name the class too.
function nameClass(stack, error, constructorName, tag) {
  const name = read(error, 'name');
  const known = typeof name === 'string' ? name : 'Error';
  if (constructorName === null) {
    const found = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/.exec(stack) ?? /^([a-z_A-Z0-9-]*Error)$/.exec(stack);
    const own = found?.[1] ?? '';
    const shown = prefix(null, tag, own || 'Error').slice(0, -1);
    return own === '' ? `${shown}: ${stack}` : `${shown}${stack.slice(own.length)}`;
  }
  if (!known.endsWith('Error') || !stack.startsWith(known)) return stack;
  const after = stack[known.length];
  if (after !== undefined && after !== ':' && after !== '\n') return stack;
  const shown = prefix(constructorName, tag, 'Error').slice(0, -1);
  if (shown === known) return stack;
  const rest = stack.slice(known.length);
  return shown.includes(known) ? `${shown}${rest}` : `${shown} [${known}]${rest}`;
}

// Keys that say what the stack says already, and the hidden ones that count.
function arrangeKeys(printer, error, keys, stack) {
  if (!printer.showHidden && keys.length > 0) {
    for (const name of ['name', 'message', 'stack']) {
      const at = keys.indexOf(name);
      if (at < 0) continue;
      const shown = read(error, name);
      if (typeof shown !== 'string' || stack.includes(shown)) keys.splice(at, 1);
    }
  }
  const has = (key) => Object.prototype.hasOwnProperty.call(error, key);
  if (has('cause') && !keys.includes('cause')) keys.push('cause');
  if (has('errors') && Array.isArray(read(error, 'errors')) && !keys.includes('errors')) keys.push('errors');
}

const isFrame = (line) => /^\s+at /.test(line);

// The longest run of lines that both stacks share.
function sharedRun(lines, others) {
  let best = { length: 0, start: 0 };
  for (let start = 0; start < lines.length - 3; start++) {
    const at = others.indexOf(lines[start]);
    if (at < 0) continue;
    let length = 1;
    while (start + length < lines.length && lines[start + length] === others[at + length]) length++;
    if (length > 3) {
      best = { length, start };
      break;
    }
  }
  return best;
}

function foldShared(printer, error, lines) {
  const cause = read(error, 'cause');
  if (!isError(cause)) return lines;
  const causeStack = stackOf(printer, cause);
  const at = causeStack.indexOf('\n    at');
  if (at < 0) return lines;
  const { length, start } = sharedRun(lines, causeStack.slice(at + 1).split('\n'));
  if (length <= 3) return lines;
  const note = printer.stylize(`    ... ${length - 2} lines matching cause stack trace ...`, 'undefined');
  return [...lines.slice(0, start + 1), note, ...lines.slice(start + length - 1)];
}

function isError(value) {
  return typeof value === 'object' && value !== null &&
    (require('internal/inspect').typeName(value) === 'Error' || value instanceof Error);
}

// With colours: the runtime's own frames grey, package names underlined.
function colorFrame(printer, line, here) {
  if (/\((?:node:|internal\/)|at node:/.test(line)) return printer.stylize(line, 'undefined');
  let shown = '';
  let from = 0;
  for (const found of line.matchAll(/\/node_modules\/((?:@[^/]+\/)?[^/]+)\//g)) {
    const start = found.index + '/node_modules/'.length;
    shown += line.slice(from, start) + printer.stylize(found[1], 'module');
    from = start + found[1].length;
  }
  shown += line.slice(from);
  for (const root of here) {
    const at = shown.indexOf(root);
    if (at < 0) continue;
    const bracketed = shown[at - 1] === '(';
    const start = bracketed ? at - 1 : at;
    const end = at + root.length;
    shown = shown.slice(0, start) + printer.stylize(shown.slice(start, end), 'undefined') +
      (bracketed && shown.endsWith(')')
        ? shown.slice(end, -1) + printer.stylize(')', 'undefined')
        : shown.slice(end));
    break;
  }
  return shown;
}

// The text of an error before its properties; `keys` is put in order in passing.
exports.errorBase = function errorBase(printer, error, constructorName, tag, keys) {
  let stack = stackOf(printer, error);
  arrangeKeys(printer, error, keys, stack);
  stack = nameClass(stack, error, constructorName, tag);
  // Frames follow the message, which may hold lines of its own.
  const search = read(error, 'message');
  const skip = typeof search === 'string' && search !== '' ? stack.indexOf(search) : -1;
  const at = stack.indexOf('\n    at', skip < 0 ? 0 : skip + search.length);
  if (at < 0) {
    stack = `[${stack}]`;
  } else {
    let lines = foldShared(printer, error, stack.slice(at + 1).split('\n'));
    if (printer.colors) {
      const cwd = process.cwd();
      const here = [`file://${cwd}/`, `${cwd}/`];
      lines = lines.map((line) => (isFrame(line) ? colorFrame(printer, line, here) : line));
    }
    stack = `${stack.slice(0, at)}\n${lines.join('\n')}`;
  }
  return printer.indentation === 0 ? stack : stack.replaceAll('\n', `\n${' '.repeat(printer.indentation)}`);
};

exports.isError = isError;
