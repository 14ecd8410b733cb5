'use strict';
// CompressionStream and DecompressionStream (Compression, 5 and 6).

const { create, check, define, form, inspectable, argumentType } = require('internal/webidl');
const { codedError, unsupported } = require('internal/errors');
const transforms = require('internal/webstreams/transform');
const { sides } = require('internal/webstreams/transform_class');

// By the numbers of `zlib.constants`.
const FORMATS = {
  __proto__: null,
  deflate: { pack: 1, unpack: 2 },
  'deflate-raw': { pack: 5, unpack: 6 },
  gzip: { pack: 3, unpack: 4 },
};
const BEYOND = ['brotli', 'zstd'];

function formatOf(name, given) {
  const wanted = `${given}`;
  const format = FORMATS[wanted];
  if (format !== undefined) return format;
  if (BEYOND.includes(wanted)) throw unsupported(`The format '${wanted}' of ${name}`, 'there are deflate, deflate-raw and gzip');
  throw codedError('TypeError', 'ERR_INVALID_ARG_VALUE',
    `Failed to construct '${name}': 1st argument '${wanted}' is not a valid enum value of type CompressionFormat.`);
}

function bytesOf(chunk) {
  const { buffer } = ArrayBuffer.isView(chunk) ? chunk : { buffer: chunk };
  if (buffer instanceof SharedArrayBuffer || !(buffer instanceof ArrayBuffer)) {
    throw argumentType('chunk', ['Buffer', 'TypedArray', 'DataView'], chunk);
  }
  return ArrayBuffer.isView(chunk) ? new Uint8Array(buffer, chunk.byteOffset, chunk.byteLength) : new Uint8Array(buffer);
}

// A transform stream over one of zlib's.
function over(kind, strict) {
  const engine = require('internal/zlib_engine').engine(kind, strict);
  const push = (made) => transforms.enqueue(controller, made);
  const attempt = (work) => {
    try {
      work();
      return Promise.resolve();
    } catch (error) {
      return Promise.reject(error);
    }
  };
  const { stream, controller, started } = transforms.setUp({
    transform: (chunk) => attempt(() => engine.write(bytesOf(chunk), push)),
    flush: () => attempt(() => engine.end(push)),
  });
  started();
  return stream;
}

class CompressionStream {
  constructor(format) {
    const stream = over(formatOf('CompressionStream', format).pack, false);
    return create(new.target, CompressionStream, form.plain, { brand: 'CompressionStream', stream });
  }

  get readable() { return sides(check(this, 'CompressionStream').stream).readable; }

  get writable() { return sides(check(this, 'CompressionStream').stream).writable; }
}

class DecompressionStream {
  constructor(format) {
    const stream = over(formatOf('DecompressionStream', format).unpack, true);
    return create(new.target, DecompressionStream, form.plain, { brand: 'DecompressionStream', stream });
  }

  get readable() { return sides(check(this, 'DecompressionStream').stream).readable; }

  get writable() { return sides(check(this, 'DecompressionStream').stream).writable; }
}

for (const Class of [CompressionStream, DecompressionStream]) {
  define(Class);
  inspectable(Class, ({ readable, writable }) => ({ readable, writable }));
}

exports.CompressionStream = CompressionStream;
exports.DecompressionStream = DecompressionStream;
