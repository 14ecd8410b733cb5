'use strict';
// The `zlib` module: gzip and deflate, at once or as streams. Brotli, Zstandard and archives throw
// an error that names them.
//
// native:
//   make(form, level, windowBits, dictionary)   a stream
//   write(stream, bytes, flush, most)           a Buffer, or [code, errno, message]
//   reset(stream)
//   whole(form, level, windowBits, dictionary, bytes, flush, most[, callback])
//   crc32(bytes, before)
//   constants(exports)   the constants, put on `exports` too

const { Transform } = require('stream');
const { nodeError } = require('internal/errors');
const { refuse, refusing } = require('internal/refusing');
const { validateFunction, validateUint32 } = require('internal/validators');

const BYTES = ['string', 'Buffer', 'TypedArray', 'DataView', 'ArrayBuffer'];

const constants = native.constants(exports);
exports.constants = constants;

const codes = {};
for (const name of [
  'Z_OK', 'Z_STREAM_END', 'Z_NEED_DICT', 'Z_ERRNO', 'Z_STREAM_ERROR', 'Z_DATA_ERROR', 'Z_MEM_ERROR', 'Z_BUF_ERROR',
  'Z_VERSION_ERROR',
]) {
  codes[name] = constants[name];
  codes[constants[name]] = name;
}
exports.codes = Object.freeze(codes);

function ranged(value, name, least, most, standard) {
  if (value === undefined || Number.isNaN(value)) return standard;
  if (typeof value !== 'number') throw nodeError('ERR_INVALID_ARG_TYPE', name, 'number', value);
  if (value >= least && value <= most) return value;
  const range = most === Infinity ? `>= ${least}` : `>= ${least} and <= ${most}`;
  throw nodeError('ERR_OUT_OF_RANGE', name, range, value);
}

function settingsOf(form, options) {
  const decompresses = [constants.INFLATE, constants.GUNZIP, constants.INFLATERAW, constants.UNZIP].includes(form);
  const given = options ?? {};
  const { dictionary } = given;
  // 0 takes the window's size from the data.
  const windowBits = given.windowBits === 0 && decompresses ? 15
    : ranged(given.windowBits, 'options.windowBits', form === constants.GZIP ? 9 : 8, 15, 15);
  if (dictionary !== undefined && !ArrayBuffer.isView(dictionary) && !(dictionary instanceof ArrayBuffer)) {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'options.dictionary', ['Buffer', 'TypedArray', 'DataView', 'ArrayBuffer'], dictionary);
  }
  // They trade memory for time where the data is made, and change nothing in what it says.
  ranged(given.memLevel, 'options.memLevel', 1, 9, 8);
  ranged(given.strategy, 'options.strategy', 0, 4, 0);
  ranged(given.chunkSize, 'options.chunkSize', 64, Infinity, 16384);
  return {
    making: [form, ranged(given.level, 'options.level', -1, 9, -1), windowBits, dictionary],
    flush: ranged(given.flush, 'options.flush', 0, 5, constants.Z_NO_FLUSH),
    finishFlush: ranged(given.finishFlush, 'options.finishFlush', 0, 5, constants.Z_FINISH),
    most: ranged(given.maxOutputLength, 'options.maxOutputLength', 1, 2 ** 53 - 1, 2 ** 53 - 1),
    info: given.info === true,
  };
}

function errorOf([code, errno, message], most) {
  if (code === 'ERR_BUFFER_TOO_LARGE') return nodeError(code, most);
  return Object.assign(new Error(message), { errno, code });
}

function bytesOf(buffer) {
  if (typeof buffer === 'string' || ArrayBuffer.isView(buffer) || buffer instanceof ArrayBuffer) return buffer;
  throw nodeError('ERR_INVALID_ARG_TYPE', 'buffer', BYTES, buffer);
}

class ZlibBase extends Transform {
  #stream;
  #settings;
  #form;

  constructor(form, options) {
    const settings = settingsOf(form, options);
    super({ ...options });
    this.bytesWritten = 0;
    this.#form = form;
    this.#settings = settings;
    this.#stream = native.make(...settings.making);
    if (Array.isArray(this.#stream)) throw errorOf(this.#stream);
  }

  #write(chunk, flush, callback) {
    const made = native.write(this.#stream, chunk, flush, this.#settings.most);
    this.bytesWritten += chunk.length;
    if (Array.isArray(made)) return callback(errorOf(made, this.#settings.most));
    if (made.length > 0) this.push(made);
    return callback();
  }

  _transform(chunk, encoding, callback) {
    this.#write(chunk, this.#settings.flush, callback);
  }

  _flush(callback) {
    this.#write(Buffer.alloc(0), this.#settings.finishFlush, callback);
  }

  flush(kind, callback) {
    if (typeof kind === 'function') [kind, callback] = [undefined, kind];
    const wanted = kind ?? constants.Z_FULL_FLUSH;
    if (this.writableFinished || this.destroyed) {
      if (callback) process.nextTick(callback);
      return;
    }
    if (this.writableEnded) {
      if (callback) this.once('end', callback);
      return;
    }
    // After what was written before.
    this.write(Buffer.alloc(0), () => this.#write(Buffer.alloc(0), wanted, (error) => {
      if (error) this.destroy(error);
      else if (callback) callback();
    }));
  }

  params(level, strategy, callback) {
    const { making } = this.#settings;
    if (making[1] === level) {
      if (callback) process.nextTick(callback);
      return;
    }
    refusing('zlib', 'params')();
  }

  reset() {
    native.reset(this.#stream);
  }

  close(callback) {
    if (callback) require('stream').finished(this, () => callback());
    this.destroy();
  }
}

for (const [name, form] of [
  ['Deflate', constants.DEFLATE], ['Inflate', constants.INFLATE], ['Gzip', constants.GZIP],
  ['Gunzip', constants.GUNZIP], ['DeflateRaw', constants.DEFLATERAW], ['InflateRaw', constants.INFLATERAW],
  ['Unzip', constants.UNZIP],
]) {
  const Class = { [name]: class extends ZlibBase {
    constructor(options) { super(form, options); }
  } }[name];
  // As in Node, it may be called without `new`.
  exports[name] = new Proxy(Class, { apply: (_, self, [options]) => new Class(options) });
  exports[`create${name}`] = { [name](options) { return new Class(options); } }[name];

  const lower = name[0].toLowerCase() + name.slice(1);
  const answer = (made, { most, info }) => {
    if (Array.isArray(made)) throw errorOf(made, most);
    return info ? { buffer: made, engine: new Class() } : made;
  };
  const sync = `${lower}Sync`;
  exports[sync] = { [sync](buffer, options) {
    const bytes = bytesOf(buffer);
    const settings = settingsOf(form, options);
    return answer(native.whole(...settings.making, bytes, settings.finishFlush, settings.most), settings);
  } }[sync];
  exports[lower] = { [lower](buffer, options, callback) {
    if (typeof options === 'function') [options, callback] = [{}, options];
    validateFunction(callback, 'callback');
    const bytes = bytesOf(buffer);
    const settings = settingsOf(form, options);
    native.whole(...settings.making, bytes, settings.finishFlush, settings.most, (made) => {
      let result;
      try {
        result = answer(made, settings);
      } catch (error) {
        callback(error);
        return;
      }
      callback(null, result);
    });
  } }[lower];
}

exports.crc32 = function crc32(data, value = 0) {
  if (typeof data !== 'string' && !ArrayBuffer.isView(data)) {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
  validateUint32(value, 'value');
  return native.crc32(data, value);
};

refuse(exports, 'zlib', 'BrotliCompress BrotliDecompress ZstdCompress ZstdDecompress brotliCompress ' +
  'brotliCompressSync brotliDecompress brotliDecompressSync zstdCompress zstdCompressSync zstdDecompress ' +
  'zstdDecompressSync createBrotliCompress createBrotliDecompress createZstdCompress createZstdDecompress ' +
  'ZipEntry ZipFile ZipBuffer createZipArchive createZipArchiveSync zipFiles');
