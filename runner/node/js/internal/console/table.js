'use strict';
// console.table's text: rows and columns drawn with box characters.

const { inspect } = require('internal/inspect');
const { width } = require('internal/inspect/text');
const types = require('util/types');

const INDEX = '(index)';
const ITERATION = '(iteration index)';

function cell(value, options) {
  const crowded = value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 2;
  return inspect(value, { ...options, maxArrayLength: 3, breakLength: Infinity, depth: crowded ? -1 : 0 });
}

function draw(head, columns) {
  const rows = Math.max(0, ...columns.map((column) => column.length));
  const widths = head.map((title, at) => Math.max(width(title), ...columns[at].map((text) => width(text))) + 2);
  const line = (left, middle, right) => left + widths.map((size) => '─'.repeat(size)).join(middle) + right;
  const padded = (text, at) => ` ${text}${' '.repeat(widths[at] - width(text) - 1)}`;
  const row = (texts) => `│${texts.map(padded).join('│')}│`;
  const lines = [line('┌', '┬', '┐'), row(head), line('├', '┼', '┤')];
  for (let at = 0; at < rows; at++) lines.push(row(columns.map((column) => column[at] ?? '')));
  lines.push(line('└', '┴', '┘'));
  return lines.join('\n');
}

const indices = (count) => Array.from({ length: count }, (_, at) => `${at}`);

function keyed(entries, options) {
  const keys = entries.map(([key]) => cell(key, options));
  const values = entries.map(([, value]) => cell(value, options));
  return draw([ITERATION, 'Key', 'Values'], [indices(entries.length), keys, values]);
}

exports.render = function render(data, properties, options) {
  if (properties !== undefined) require('internal/validators').validateArray(properties, 'properties');
  if (types.isMap(data)) return keyed([...data], options);
  if (types.isMapIterator(data)) {
    // Looked at, not consumed.
    const shown = require('internal/inspect/collections').entriesOf(data);
    if (shown !== undefined) {
      const [flat, paired] = shown;
      if (!paired) return plain(flat, options);
      return keyed(indices(flat.length / 2).map((at) => [flat[at * 2], flat[at * 2 + 1]]), options);
    }
  }
  if (types.isSet(data)) return plain([...data], options);
  if (types.isSetIterator(data)) {
    const shown = require('internal/inspect/collections').entriesOf(data);
    if (shown !== undefined) return plain(shown[0], options);
  }
  return byProperty(data, properties, options);
};

function plain(values, options) {
  return draw([ITERATION, 'Values'], [indices(values.length), values.map((value) => cell(value, options))]);
}

function byProperty(data, properties, options) {
  const columns = new Map(); // property -> texts by row
  if (properties !== undefined) for (const property of properties) columns.set(`${property}`, []);
  const values = [];
  let hasValues = false;
  const rows = Object.keys(data);
  rows.forEach((row, at) => {
    const item = data[row];
    const primitive = item === null || (typeof item !== 'function' && typeof item !== 'object');
    if (primitive) {
      hasValues = true;
      values[at] = cell(item, options);
      return;
    }
    for (const property of properties ?? Object.keys(item)) {
      if (!columns.has(`${property}`)) columns.set(`${property}`, []);
      if (Object.prototype.hasOwnProperty.call(item, property)) {
        columns.get(`${property}`)[at] = cell(item[property], options);
      }
    }
  });
  const fill = (texts) => rows.map((_, at) => texts[at] ?? '');
  const head = [INDEX, ...columns.keys()];
  const body = [rows, ...[...columns.values()].map(fill)];
  if (hasValues) {
    head.push('Values');
    body.push(fill(values));
  }
  return draw(head, body);
}
