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
const CONTROL_SEQUENCE =
  /[\u001B\u009B][[\]()#;?]*(?:(?:(?:[a-zA-Z\d]*(?:;[-a-zA-Z\d/#&.:=?%@~_]*)*)?(?:\u0007|\u001B\u005C|\u009C))|(?:(?:\d{1,4}(?:;\d{0,4})*)?[\dA-PR-TZcf-ntqry=><~]))/g;

exports.stripControlSequences = function stripControlSequences(text) {
  return text.includes('\u001B') || text.includes('\u009B') ? text.replace(CONTROL_SEQUENCE, '') : text;
};

function isWide(point) {
  return point >= 0x1100 && (
    point <= 0x115f || point === 0x2329 || point === 0x232a ||
    (point >= 0x2e80 && point <= 0x3247 && point !== 0x303f) ||
    (point >= 0x3250 && point <= 0x4dbf) || (point >= 0x4e00 && point <= 0xa4c6) ||
    (point >= 0xa960 && point <= 0xa97c) || (point >= 0xac00 && point <= 0xd7a3) ||
    (point >= 0xf900 && point <= 0xfaff) || (point >= 0xfe10 && point <= 0xfe19) ||
    (point >= 0xfe30 && point <= 0xfe6b) || (point >= 0xff01 && point <= 0xff60) ||
    (point >= 0xffe0 && point <= 0xffe6) || (point >= 0x1b000 && point <= 0x1b001) ||
    (point >= 0x1f200 && point <= 0x1f251) || (point >= 0x1f300 && point <= 0x1f64f) ||
    (point >= 0x1f680 && point <= 0x1f6ff) || (point >= 0x1f900 && point <= 0x1f9ff) ||
    (point >= 0x20000 && point <= 0x3fffd));
}

function isInvisible(point) {
  return point <= 0x1f || (point >= 0x7f && point <= 0x9f) || (point >= 0x300 && point <= 0x36f) ||
    (point >= 0x200b && point <= 0x200f) || (point >= 0x20d0 && point <= 0x20ff) ||
    (point >= 0xfe00 && point <= 0xfe0f) || (point >= 0xfe20 && point <= 0xfe2f) ||
    (point >= 0xe0100 && point <= 0xe01ef);
}

// Terminal columns that the text takes.
exports.width = function width(text, mayHoldColors = true) {
  if (PLAIN.test(text)) return text.length;
  const visible = mayHoldColors ? exports.stripControlSequences(text) : text;
  let columns = 0;
  for (const character of visible.normalize('NFC')) {
    const point = character.codePointAt(0);
    if (isWide(point)) columns += 2;
    else if (!isInvisible(point)) columns += 1;
  }
  return columns;
};
