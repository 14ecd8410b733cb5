'use strict';
// How the parts of an inspected object are laid out: on one line, one part a line,
// or an array's items in columns. It must never look at the values' own content.

const { width, stripControlSequences } = require('internal/inspect/text');

function fitsOneLine(printer, parts, start, base) {
  let total = parts.length + start;
  if (total + parts.length > printer.breakLength) return false;
  for (const part of parts) {
    total += printer.colors ? stripControlSequences(part).length : part.length;
    if (total > printer.breakLength) return false;
  }
  return base === '' || !base.includes('\n');
}

const PLAIN = /^[\x20-\x7e]*$/;
const GAP = 2; // a comma and a space

// Puts more than six short items in columns; returns `parts` itself when that gains nothing.
function columns(printer, parts, value) {
  // The closing "... n more items" is no column entry.
  const count = printer.maxArrayLength < parts.length ? parts.length - 1 : parts.length;
  const widths = [];
  let total = 0;
  let longest = 0;
  const isPlain = PLAIN.test(parts.join('')); // then a width is a length
  for (let i = 0; i < count; i++) {
    const own = isPlain ? parts[i].length : width(parts[i], printer.colors);
    widths.push(own);
    total += own + GAP;
    if (own > longest) longest = own;
  }
  const cell = longest + GAP;
  if (cell * 3 + printer.indentation >= printer.breakLength) return parts;
  if (total / cell <= 5 && longest > 6) return parts;

  // Roughly a square, a character being 2.5 times as high as wide; uneven widths
  // allow more columns than the longest entry would.
  const unevenness = Math.sqrt(cell - total / parts.length);
  const biased = Math.max(cell - 3 - unevenness, 1);
  const perRow = Math.min(
    Math.round(Math.sqrt(2.5 * biased * count) / biased),
    Math.floor((printer.breakLength - printer.indentation) / cell),
    printer.compact * 4,
    15,
  );
  if (perRow <= 1) return parts;

  const columnWidths = [];
  for (let column = 0; column < perRow; column++) {
    let widest = 0;
    for (let i = column; i < count; i += perRow) if (widths[i] > widest) widest = widths[i];
    columnWidths.push(widest + GAP);
  }
  const numeric = value !== undefined && onlyNumbers(value, parts.length);
  const rows = [];
  for (let first = 0; first < count; first += perRow) {
    const last = Math.min(first + perRow, count) - 1;
    let row = '';
    for (let i = first; i < last; i++) {
      const room = columnWidths[i - first] - widths[i] - GAP;
      row += numeric ? `${' '.repeat(room)}${parts[i]}, ` : `${parts[i]}, ${' '.repeat(room)}`;
    }
    const room = columnWidths[last - first] - widths[last] - GAP;
    rows.push(row + (numeric ? ' '.repeat(room) : '') + parts[last]);
  }
  if (count < parts.length) rows.push(parts[count]);
  return rows;
}

function onlyNumbers(value, count) {
  for (let i = 0; i < count; i++) {
    if (typeof value[i] !== 'number' && typeof value[i] !== 'bigint') return false;
  }
  return true;
}

// Joins the parts of one object. `base` is text before the opening brace (a function,
// an error, a date), `level` how deep the object is nested.
exports.assemble = function assemble(printer, { parts, base, open, close, isList, level, value }) {
  const margin = ' '.repeat(printer.indentation);
  const lead = base === '' ? '' : `${base} `;
  if (printer.compact === true) {
    if (fitsOneLine(printer, parts, 0, base)) {
      return `${open}${base === '' ? '' : ` ${base}`} ${parts.join(', ')} ${close}`;
    }
    const start = base === '' && open.length === 1 ? ' ' : `${base === '' ? '' : ` ${base}`}\n${margin}  `;
    return `${open}${start}${parts.join(`,\n${margin}  `)} ${close}`;
  }
  if (typeof printer.compact === 'number' && printer.compact >= 1) {
    const shown = isList && parts.length > 6 ? columns(printer, parts, value) : parts;
    // At most `compact` nested levels share a line, and never one with columns.
    if (printer.deepest - level < printer.compact && shown.length === parts.length) {
      const start = shown.length + printer.indentation + open.length + base.length + 10;
      if (fitsOneLine(printer, shown, start, base)) {
        const line = shown.join(', ');
        if (!line.includes('\n')) return `${lead}${open} ${line} ${close}`;
      }
    }
    parts = shown;
  }
  return `${lead}${open}\n${margin}  ${parts.join(`,\n${margin}  `)}\n${margin}${close}`;
};
