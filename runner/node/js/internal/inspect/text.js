'use strict';
// Text as util.inspect shows it: quoted strings, property keys, numbers, and the
// width that a text takes on a terminal. It must never look at objects.

const NEEDS_ESCAPE = /[\x00-\x1f'\\\x7f-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const NAMED = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '\\': '\\\\' };

function escapeCharacter(character) {
  const named = NAMED[character];
  if (named !== undefined) return named;
  const code = character.charCodeAt(0);
  const digits = code.toString(16);
  return code > 0xff ? `\\u${digits}` : `\\x${digits.toUpperCase().padStart(2, '0')}`;
}

// Single quotes unless the text holds them and another kind of quote would do.
exports.quote = function quote(text) {
  if (!NEEDS_ESCAPE.test(text)) return `'${text}'`;
  let mark = "'";
  if (text.includes("'")) {
    if (!text.includes('"')) mark = '"';
    else if (!text.includes('`') && !text.includes('${')) mark = '`';
  }
  const pattern = new RegExp(NEEDS_ESCAPE.source, 'g');
  const body = text.replace(pattern, (found) => {
    if (found === "'") return mark === "'" ? "\\'" : "'";
    return escapeCharacter(found);
  });
  return mark + body + mark;
};

// A symbol's or hidden key's text, with control characters escaped but not quoted.
exports.escapeControls = function escapeControls(text) {
  return text.replace(/[\x00-\x1f\x27\x5c\x7f-\x9f]/g, (found) => (found === "'" ? "\\'" : escapeCharacter(found)));
};

const groupFromRight = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, '_');

exports.number = function number(value, separated) {
  if (value === 0 && 1 / value < 0) return '-0';
  const text = `${value}`;
  if (!separated || text.includes('e') || !Number.isFinite(value)) return text;
  const [whole, fraction] = text.split('.');
  if (fraction === undefined) return groupFromRight(whole);
  return `${groupFromRight(whole)}.${fraction.replace(/(\d{3})(?=\d)/g, '$1_')}`;
};

exports.bigint = function bigint(value, separated) {
  const text = `${value}`;
  return `${separated ? groupFromRight(text) : text}n`;
};

const PLAIN = /^[\x20-\x7e]*$/;
// ECMA-48: control sequences, operating system commands, and single escapes.
const CONTROL_SEQUENCE =
  /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]|(?:\u001B\]|\u009D)[^\u0007\u001B\u009C]*(?:\u0007|\u001B\\|\u009C)|\u001B[ -/]*[0-Z\\^-~]/g;

exports.stripControlSequences = function stripControlSequences(text) {
  return text.includes('\u001B') || text.includes('\u009B') ? text.replace(CONTROL_SEQUENCE, '') : text;
};

// Terminal columns that the text takes.
exports.width = function width(text, mayHoldColors = true) {
  if (PLAIN.test(text)) return text.length;
  const visible = mayHoldColors ? exports.stripControlSequences(text) : text;
  return PLAIN.test(visible) ? visible.length : require('internal/inspect/wide').columns(visible);
};
