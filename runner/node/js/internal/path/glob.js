'use strict';
// Glob patterns: `*`, `**`, `?`, `[a-z]`, `{a,b}`, `{1..3}`, `+(a|b)` and its kin.
// It must look at no file.

const escape = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

// "{1..3}" as its numbers or letters.
function range(text) {
  const found = /^(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?$/.exec(text);
  if (found === null) return undefined;
  const isNumber = /\d/.test(found[1]) && /\d/.test(found[2]);
  if (!isNumber && (/\d/.test(found[1]) || /\d/.test(found[2]))) return undefined;
  const [from, to] = isNumber ? [Number(found[1]), Number(found[2])] : [found[1].charCodeAt(0), found[2].charCodeAt(0)];
  const step = Math.max(1, Math.abs(Number(found[3] ?? 1)));
  const count = Math.min(Math.floor(Math.abs(to - from) / step) + 1, 100_000);
  return Array.from({ length: count }, (_, index) => {
    const value = from + (to < from ? -1 : 1) * step * index;
    return isNumber ? `${value}` : String.fromCharCode(value);
  });
}

// "{a,b{c,d}}" as all that it stands for.
function braces(pattern) {
  const open = pattern.indexOf('{');
  if (open < 0) return [pattern];
  let depth = 0;
  const cuts = [open];
  for (let at = open; at < pattern.length; at++) {
    if (pattern[at] === '{') depth++;
    else if (pattern[at] === ',' && depth === 1) cuts.push(at);
    else if (pattern[at] === '}' && --depth === 0) {
      cuts.push(at);
      const [head, tail] = [pattern.slice(0, open), pattern.slice(at + 1)];
      let choices = cuts.slice(1).map((cut, index) => pattern.slice(cuts[index] + 1, cut));
      if (choices.length === 1) {
        const values = range(choices[0]);
        if (values === undefined) return braces(tail).map((one) => pattern.slice(0, at + 1) + one);
        choices = values;
      }
      return choices.flatMap((choice) => braces(head + choice + tail));
    }
  }
  return [pattern];
}

// Where the parenthesis that opens at `open` closes.
function closing(text, open) {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at;
  }
  return -1;
}

// "a|b(c|d)" at its outermost bars.
function alternatives(text) {
  const found = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === '|' && depth === 0) found.push('');
    else found[found.length - 1] += character;
  }
  return found;
}

const QUANTIFIERS = { '?': '?', '*': '*', '+': '+', '@': '' };

function body(text) {
  let source = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    const end = text[at + 1] === '(' && '?*+@!'.includes(character) ? closing(text, at + 1) : -1;
    if (end > 0) {
      const inner = alternatives(text.slice(at + 2, end)).map(body).join('|');
      source += character === '!' ? `(?:(?!(?:${inner})${body(text.slice(end + 1))}$)[^/]*)` : `(?:${inner})${QUANTIFIERS[character]}`;
      at = end;
    } else if (character === '*') source += '[^/]*';
    else if (character === '?') source += '[^/]';
    else if (character === '[' && text.indexOf(']', at + 2) > 0) {
      const close = text.indexOf(']', at + 2);
      const inside = text.slice(at + 1, close).replaceAll('\\', '\\\\').replaceAll('[', '\\[').replace(/\]/g, '\\]');
      source += `[${inside.replace(/^!/, '^')}]`;
      at = close;
    } else if (character === '\\' && at + 1 < text.length) source += escape(text[++at]);
    else source += escape(character);
  }
  return source;
}

const segment = (text) => (/^[*?[]|^[+@!]\(/.test(text) ? '(?!\\.)' : '') + body(text);

function toRegExp(pattern) {
  const parts = pattern.split('/').filter((part, at, all) => part !== '**' || all[at - 1] !== '**');
  let source = '';
  parts.forEach((part, at) => {
    const last = at === parts.length - 1;
    if (part === '**') source += last ? '(?:(?!\\.)[^/]+(?:/(?!\\.)[^/]+)*)?' : '(?:(?!\\.)[^/]+/)*';
    else if (parts[at + 1] === '**' && at + 2 === parts.length) source += `${segment(part)}(?:/|$)`;
    else source += segment(part) + (last ? '' : '/');
  });
  return new RegExp(`^${source}/*$`);
}

exports.matches = (path, pattern) => braces(pattern).some((one) => toRegExp(one).test(path));
exports.braces = braces;

// What decides about one part of a path: a text that stands for itself, or an expression.
exports.part = (text) => (/[*?[]|[+@!]\(/.test(text) ? new RegExp(`^${segment(text)}$`) : text);
exports.whole = (pattern) => {
  const all = braces(pattern).map(toRegExp);
  return (path) => all.some((one) => one.test(path));
};
