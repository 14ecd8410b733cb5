'use strict';
// Glob patterns: `*`, `**`, `?`, `[a-z]`, `{a,b}`.

const escape = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

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
      const choices = cuts.slice(1).map((cut, index) => pattern.slice(cuts[index] + 1, cut));
      return choices.flatMap((choice) => braces(head + choice + tail));
    }
  }
  return [pattern];
}

function segment(text) {
  let source = /^[*?]/.test(text) ? '(?!\\.)' : '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '*') source += '[^/]*';
    else if (character === '?') source += '[^/]';
    else if (character === '[' && text.indexOf(']', at + 2) > 0) {
      const end = text.indexOf(']', at + 2);
      source += `[${text.slice(at + 1, end).replace(/^!/, '^').replaceAll('\\', '\\\\')}]`;
      at = end;
    } else source += escape(character);
  }
  return source;
}

function toRegExp(pattern) {
  const parts = pattern.split('/');
  let source = '';
  parts.forEach((part, at) => {
    const last = at === parts.length - 1;
    if (part === '**') source += last ? '(?:(?!\\.)[^/]+(?:/(?!\\.)[^/]+)*)?' : '(?:(?!\\.)[^/]+/)*';
    else source += segment(part) + (last ? '' : '/');
  });
  return new RegExp(`^${source}/*$`);
}

exports.matches = (path, pattern) => braces(pattern).some((one) => toRegExp(one).test(path));
