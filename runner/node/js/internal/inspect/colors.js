'use strict';
// Terminal styles: the codes by name and the style of each kind of value.
// It must never decide whether colours are wanted.

const NAMES = {
  reset: [0, 0], bold: [1, 22], dim: [2, 22], italic: [3, 23], underline: [4, 24], blink: [5, 25],
  inverse: [7, 27], hidden: [8, 28], strikethrough: [9, 29], doubleunderline: [21, 24],
};
const HUES = ['Black', 'Red', 'Green', 'Yellow', 'Blue', 'Magenta', 'Cyan', 'White'];

const colors = { __proto__: null, ...NAMES };
HUES.forEach((hue, index) => { colors[hue.toLowerCase()] = [30 + index, 39]; });
HUES.forEach((hue, index) => { colors[`bg${hue}`] = [40 + index, 49]; });
colors.framed = [51, 54];
colors.overlined = [53, 55];
colors.gray = [90, 39];
HUES.slice(1).forEach((hue, index) => { colors[`${hue.toLowerCase()}Bright`] = [91 + index, 39]; });
colors.bgGray = [100, 49];
HUES.slice(1).forEach((hue, index) => { colors[`bg${hue}Bright`] = [101 + index, 49]; });

const alias = (target, name) => Object.defineProperty(colors, name, {
  configurable: true,
  enumerable: false,
  get() { return this[target]; },
  set(value) { this[target] = value; },
});
for (const [target, ...names] of [
  ['gray', 'grey', 'blackBright'], ['bgGray', 'bgGrey', 'bgBlackBright'], ['dim', 'faint'],
  ['strikethrough', 'crossedout', 'strikeThrough', 'crossedOut'], ['hidden', 'conceal'],
  ['inverse', 'swapColors', 'swapcolors'], ['doubleunderline', 'doubleUnderline'],
]) for (const name of names) alias(target, name);

const styles = {
  __proto__: null,
  special: 'cyan',
  number: 'yellow',
  bigint: 'yellow',
  boolean: 'yellow',
  undefined: 'grey',
  null: 'bold',
  string: 'green',
  symbol: 'green',
  date: 'magenta',
  regexp: 'red',
  module: 'underline',
};

exports.colors = colors;
exports.styles = styles;

exports.stylize = function stylize(shown, kind) {
  const style = styles[kind];
  if (style === undefined) return shown;
  if (typeof style === 'function') return style(shown);
  const code = colors[style];
  return code === undefined ? shown : `\u001b[${code[0]}m${shown}\u001b[${code[1]}m`;
};
