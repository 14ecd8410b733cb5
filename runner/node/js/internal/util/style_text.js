'use strict';
// util.styleText: text between terminal codes, when the stream it is meant for takes them.

const { nodeError } = require('internal/errors');

function codesOf(format, all) {
  if (typeof format === 'string' && /^#(?:[\da-f]{3}|[\da-f]{6})$/i.test(format)) {
    const hex = format.length === 4 ? format.replace(/[\da-f]/gi, '$&$&') : format;
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
    return [`38;2;${red};${green};${blue}`, 39];
  }
  const codes = all[format];
  if (codes === undefined) {
    require('internal/validators').validateOneOf(format, 'format', Object.getOwnPropertyNames(all));
  }
  return codes;
}

function takesColors(stream) {
  const { variable } = require('internal/util/variable');
  const forced = variable('FORCE_COLOR');
  if (forced !== undefined) return forced !== '0';
  if (variable('NO_COLOR')) return false;
  return stream?.isTTY === true;
}

function isStream(value) {
  return value !== null && typeof value === 'object' &&
    (typeof value.write === 'function' || typeof value.pipe === 'function' || typeof value.getReader === 'function' ||
      typeof value.getWriter === 'function');
}

exports.styleText = function styleText(format, text, { validateStream = true, stream = process.stdout } = {}) {
  const { validateString, validateBoolean } = require('internal/validators');
  validateString(text, 'text');
  validateBoolean(validateStream, 'options.validateStream');
  const wanted = Array.isArray(format) ? format : [format];
  const { colors } = require('internal/inspect/colors');
  const codes = wanted.filter((name) => name !== 'none').map((name) => codesOf(name, colors));
  if (validateStream) {
    if (!isStream(stream)) {
      throw nodeError('ERR_INVALID_ARG_TYPE', 'stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
    }
    if (!takesColors(stream)) return text;
  }
  let shown = text;
  let before = '';
  let after = '';
  for (const [open, close] of codes) {
    const start = `\u001b[${open}m`;
    const end = `\u001b[${close}m`;
    // Inside, an end of the same kind starts the outer style again; "bold" and "dim" share theirs.
    shown = shown.replaceAll(end, close === 22 ? end + start : start);
    before += start;
    after = end + after;
  }
  return before + shown + after;
};
