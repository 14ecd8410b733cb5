// The module `buffer`: the native class and what stands around it.
// It must stay small: the global `Buffer` comes from here.
//
// native:
//   Buffer                      the class, with all its methods
//   isUtf8, isAscii, transcode  functions of the module as they are
//   atob(text)                  text; null for a character outside the alphabet,
//                               undefined for a wrong length
//   btoa(text)                  text; null for a character that is no byte
//   Blob, File, resolveObjectURL

const { Buffer } = native;

// Node's own limits; the engine's are lower and show as a RangeError.
const MAX_LENGTH = Number.MAX_SAFE_INTEGER;
const MAX_STRING_LENGTH = 2 ** 29 - 24;

function invalidCharacter(message) {
  return new DOMException(message, 'InvalidCharacterError');
}

function needArgument(count, name) {
  if (count === 0) throw require('internal/errors').nodeError('ERR_MISSING_ARGS', name);
}

exports.Buffer = Buffer;
exports.transcode = native.transcode;
exports.isUtf8 = native.isUtf8;
exports.isAscii = native.isAscii;
exports.kMaxLength = MAX_LENGTH;
exports.kStringMaxLength = MAX_STRING_LENGTH;
exports.constants = { MAX_LENGTH, MAX_STRING_LENGTH };
exports.INSPECT_MAX_BYTES = 50;
exports.resolveObjectURL = native.resolveObjectURL;

exports.btoa = function btoa(input) {
  needArgument(arguments.length, 'input');
  const encoded = native.btoa(input);
  if (encoded === null) throw invalidCharacter('Invalid character');
  return encoded;
};

exports.atob = function atob(input) {
  needArgument(arguments.length, 'input');
  const decoded = native.atob(input);
  if (decoded === null) throw invalidCharacter('Invalid character');
  if (decoded === undefined) {
    throw invalidCharacter('The string to be decoded is not correctly encoded.');
  }
  return decoded;
};

for (const name of ['Blob', 'File']) {
  Object.defineProperty(exports, name, { get: () => native[name], enumerable: true, configurable: true });
}
