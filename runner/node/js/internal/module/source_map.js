'use strict';
// module.SourceMap: which place of a source a place of generated code stands for.
// See Node's page, "Class: module.SourceMap", and ECMA-426, "Source map format".
//
// native: none.

const { validateObject } = require('internal/validators');

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map(Array.from(LETTERS, (letter, value) => [letter, value]));

// The numbers of one segment.
function numbersOf(segment) {
  const numbers = [];
  let [value, shift] = [0, 0];
  for (const letter of segment) {
    const digit = VALUES.get(letter) ?? 0;
    value += (digit & 31) * 2 ** shift;
    shift += 5;
    if ((digit & 32) !== 0) continue;
    const amount = Math.floor(value / 2);
    numbers.push(value % 2 === 1 ? -amount : amount);
    [value, shift] = [0, 0];
  }
  return numbers;
}

// The mappings of one map, each with its place in the generated code.
function* mappingsOf({ mappings = '', names = [], sourceRoot, sources = [] }, atLine, atColumn) {
  const urls = sources.map((source) => (sourceRoot ? `${sourceRoot.replace(/\/$/, '')}/${source}` : source));
  // A mapping without a name keeps the one before it, as in Node.
  let shown;
  let [source, line, column, name] = [0, 0, 0, 0];
  const lines = mappings.split(';');
  for (let index = 0; index < lines.length; index++) {
    let generated = index === 0 ? atColumn : 0;
    for (const segment of lines[index].split(',')) {
      if (segment === '') continue;
      const [move, ...rest] = numbersOf(segment);
      generated += move;
      if (rest.length < 3) {
        yield { generatedLine: atLine + index, generatedColumn: generated };
        continue;
      }
      source += rest[0];
      line += rest[1];
      column += rest[2];
      if (rest.length > 3) {
        name += rest[3];
        shown = names[name];
      }
      yield {
        generatedLine: atLine + index,
        generatedColumn: generated,
        originalSource: urls[source],
        originalLine: line,
        originalColumn: column,
        name: shown,
      };
    }
  }
}

class SourceMap {
  #payload;
  #lineLengths;
  #mappings;

  constructor(payload, { lineLengths } = {}) {
    validateObject(payload, 'payload');
    this.#payload = { ...payload };
    this.#lineLengths = lineLengths;
    const sections = payload.sections ?? [{ map: payload, offset: { line: 0, column: 0 } }];
    this.#mappings = sections.flatMap(({ map, offset }) => [...mappingsOf(map, offset.line, offset.column)]);
    this.#mappings.sort((a, b) => a.generatedLine - b.generatedLine || a.generatedColumn - b.generatedColumn);
  }

  get payload() {
    return { ...this.#payload };
  }

  get lineLengths() {
    return this.#lineLengths === undefined ? undefined : [...this.#lineLengths];
  }

  // The last mapping that begins at or before a place, counted from 0.
  findEntry(lineOffset, columnOffset) {
    let [low, high] = [0, this.#mappings.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const { generatedLine, generatedColumn } = this.#mappings[middle];
      const isBehind = generatedLine > lineOffset || (generatedLine === lineOffset && generatedColumn > columnOffset);
      if (isBehind) high = middle;
      else low = middle + 1;
    }
    return low === 0 ? {} : { ...this.#mappings[low - 1] };
  }

  // The place of a source that a place stands for, both counted from 1.
  findOrigin(lineNumber, columnNumber) {
    const found = this.findEntry(lineNumber - 1, columnNumber - 1);
    if (found.originalSource === undefined || found.originalLine === undefined || found.originalColumn === undefined) return {};
    const lines = lineNumber - 1 - found.generatedLine;
    const columns = columnNumber - 1 - found.generatedColumn;
    return {
      name: found.name,
      fileName: found.originalSource,
      lineNumber: found.originalLine + lines + 1,
      columnNumber: found.originalColumn + columns + 1,
    };
  }
}

exports.SourceMap = SourceMap;
