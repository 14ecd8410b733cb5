// What `fs` demands of its arguments, each with the error that Node throws.
// It must touch no file.
//
// native: `path(value, name)`, the path that a text, bytes or a URL stands for.

const { codedError, nodeError } = require('internal/errors');
const { validateBoolean, validateInteger } = require('internal/validators');

exports.pathOf = (value, name = 'path') => native.path(value, name);

// A path, or a descriptor by its number.
exports.fileOf = (value) => ((value | 0) === value ? value : exports.pathOf(value));

exports.flagOption = (options, name) => {
  if (options?.[name] !== undefined) validateBoolean(options[name], `options.${name}`);
  return Boolean(options?.[name]);
};

// Whether content is to be on the disk before the operation is over.
exports.flushOption = ({ flush }) => {
  if (flush !== undefined && flush !== null) validateBoolean(flush, 'options.flush');
  return Boolean(flush);
};

// Permission bits: a number or an octal text.
exports.modeOf = (mode, name) => {
  if (mode === undefined || mode === null) throw nodeError('ERR_INVALID_ARG_TYPE', name, 'number', undefined);
  if (typeof mode !== 'string') {
    require('internal/validators').validateUint32(mode, name);
    return mode;
  }
  if (!/^[0-7]+$/.test(mode)) {
    throw nodeError('ERR_INVALID_ARG_VALUE', name, mode, 'must be a 32-bit unsigned integer or an octal string');
  }
  return Number.parseInt(mode, 8);
};

// Seconds since 1970 from a number, a numeric text or a Date.
exports.seconds = function toUnixTimestamp(time, name = 'time') {
  if (typeof time === 'string' && !Number.isNaN(Number(time))) return Number(time);
  if (typeof time === 'number' && Number.isFinite(time)) return time < 0 ? Date.now() / 1000 : time;
  if (time instanceof Date || Object.prototype.toString.call(time) === '[object Date]') return time.getTime() / 1000;
  throw nodeError('ERR_INVALID_ARG_TYPE', name, ['Date', 'Time in seconds'], time);
};

function viewOf(buffer) {
  if (!ArrayBuffer.isView(buffer)) {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'buffer', ['Buffer', 'TypedArray', 'DataView'], buffer);
  }
}

// How a read of a span of a buffer is refused: by its length, even where its offset is at fault.
function readSpan(buffer, offset, length, position) {
  if (length === 0) return { buffer, offset, length, position: null };
  if (buffer.byteLength === 0) {
    throw nodeError('ERR_INVALID_ARG_VALUE', 'buffer', buffer, 'is empty and cannot be written');
  }
  if (length < 0) throw nodeError('ERR_OUT_OF_RANGE', 'length', '>= 0', length);
  if (offset + length > buffer.byteLength) {
    throw nodeError('ERR_OUT_OF_RANGE', 'length', `<= ${buffer.byteLength - offset}`, length);
  }
  return { buffer, offset, length, position: readPosition(position, length) };
}

function readPosition(position, length) {
  if (position === undefined || position === null) return null;
  if (typeof position === 'number') validateInteger(position, 'position', -1);
  else if (typeof position !== 'bigint') {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'position', ['integer', 'bigint'], position);
  } else {
    const last = 2n ** 63n - 1n - BigInt(length);
    if (position < -1n || position > last) {
      throw nodeError('ERR_OUT_OF_RANGE', 'position', `>= -1 && <= ${last}`, position);
    }
  }
  return position;
}

function offsetOf(offset) {
  if (offset === undefined || offset === null) return 0;
  validateInteger(offset, 'offset', 0);
  return offset;
}

// What `fs.read` takes behind the descriptor: `(buffer, offset, length, position)`,
// `(buffer, options)` or `(options)`; `count` is how many of them there are.
exports.readTarget = (count, buffer, offset, length, position) => {
  let options;
  if (count === 0) options = {};
  else if (count === 1 && !ArrayBuffer.isView(buffer)) [options, buffer] = [buffer, undefined];
  else if (count <= 2) options = offset;
  if (options !== undefined || count <= 2) {
    if (options !== undefined) require('internal/validators').validateObject(options, 'options', { nullable: true });
    if (count < 2 && !ArrayBuffer.isView(buffer)) {
      ({ buffer = require('buffer').Buffer.alloc(16384) } = options ?? {});
    }
    ({ offset = 0, length = buffer?.byteLength - offset, position = null } = options ?? {});
  }
  viewOf(buffer);
  return readSpan(buffer, offsetOf(offset), length | 0, position);
};

// What `read` of a FileHandle takes: the same, and `(options)` may be left out.
exports.handleTarget = (buffer, offset, length, position) => {
  if (!ArrayBuffer.isView(buffer)) {
    const options = buffer ?? {};
    require('internal/validators').validateObject(options, 'options');
    ({ buffer = require('buffer').Buffer.alloc(16384), offset = 0, length, position = null } = options);
    viewOf(buffer);
  } else if (typeof offset === 'object' && offset !== null) {
    ({ offset = 0, length, position = null } = offset);
  }
  return readSpan(buffer, offsetOf(offset), length ?? buffer.byteLength - (offset ?? 0), position);
};

// What a write takes: `(buffer, offset, length, position)`, `(buffer, options)` or
// `(text, position, encoding)`.
exports.writeSource = (buffer, offset, length, position) => {
  if (typeof buffer === 'string') return textSource(buffer, offset, length);
  if (!ArrayBuffer.isView(buffer)) {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'buffer', ['string', 'Buffer', 'TypedArray', 'DataView'], buffer);
  }
  if (typeof offset === 'object' && offset !== null) ({ offset, length, position } = offset);
  offset = offsetOf(offset);
  if (typeof length !== 'number') length = buffer.byteLength - offset;
  if (offset > buffer.byteLength) throw nodeError('ERR_OUT_OF_RANGE', 'offset', `<= ${buffer.byteLength}`, offset);
  if (length > buffer.byteLength - offset) {
    throw nodeError('ERR_OUT_OF_RANGE', 'length', `<= ${buffer.byteLength - offset}`, length);
  }
  if (length < 0) throw nodeError('ERR_OUT_OF_RANGE', 'length', '>= 0', length);
  require('internal/validators').validateInt32(length, 'length', 0);
  return { buffer, offset, length, position: placeOf(position) };
};

const placeOf = (position) => (typeof position === 'number' && position >= 0 && position < 2 ** 53 ? position : null);

function textSource(text, position, encoding) {
  const name = typeof encoding === 'string' ? encoding : 'utf8';
  if (/^hex$/i.test(name) && text.length % 2 !== 0) {
    throw nodeError('ERR_INVALID_ARG_VALUE', 'encoding', encoding, `is invalid for data of length ${text.length}`);
  }
  const known = require('buffer').Buffer.isEncoding(name);
  return { text, position: placeOf(position), encoding: known ? name : 'utf8' };
}

// Of all of them, before the first is touched.
exports.checkBuffers = (buffers) => {
  if (!Array.isArray(buffers) || !buffers.every(ArrayBuffer.isView)) {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'buffers', 'ArrayBufferView[]', buffers);
  }
};

// The bytes to write.
exports.bytesOf = (data, encoding) => {
  if (typeof data === 'string') return require('buffer').Buffer.from(data, encoding || 'utf8');
  if (ArrayBuffer.isView(data)) return data;
  throw nodeError('ERR_INVALID_ARG_TYPE', 'data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
};

// An error of the system that Node words itself; `said` is what it says of this case.
exports.systemError = function systemError(code, prefix, name, errno, syscall, said, path) {
  const message = `${prefix}: ${syscall} returned ${name} (${said}) ${path}`;
  const error = codedError('Error', code, message);
  const info = syscall === 'rm' ? { code: name, message: said, path, syscall, errno } : { message: said, path, syscall, errno, code: name };
  Object.defineProperty(error, 'name', { value: 'SystemError', configurable: true, writable: true, enumerable: false });
  require('internal/errors').setStackHeader(error, `SystemError [${code}]: ${message}`);
  return Object.assign(error, { info, errno, syscall, path });
};
