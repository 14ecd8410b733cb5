// The module `string_decoder`: bytes to text in pieces, never cutting a character.
// It must never hold more than the bytes of one unfinished character.
//
// native: none; it works on Buffer.

const { Buffer } = require('buffer');
const { nodeError } = require('internal/errors');

const NAMES = {
  __proto__: null,
  'utf8': 'utf8', 'utf-8': 'utf8', 'ucs2': 'utf16le', 'ucs-2': 'utf16le', 'utf16le': 'utf16le',
  'utf-16le': 'utf16le', 'latin1': 'latin1', 'binary': 'latin1', 'ascii': 'ascii', 'hex': 'hex',
  'base64': 'base64', 'base64url': 'base64url',
};

function encodingName(encoding) {
  if (encoding === undefined || encoding === null || encoding === '') return 'utf8';
  const name = NAMES[`${encoding}`.toLowerCase()];
  if (name === undefined) throw nodeError('ERR_UNKNOWN_ENCODING', encoding);
  return name;
}

// How many bytes a UTF-8 character takes by its first byte; 0 for a byte that starts none.
function utf8Width(byte) {
  if (byte < 0x80) return 1;
  if (byte >= 0xc2 && byte <= 0xdf) return 2;
  if (byte >= 0xe0 && byte <= 0xef) return 3;
  if (byte >= 0xf0 && byte <= 0xf4) return 4;
  return 0;
}

// Whether a second byte can follow the first one.
function utf8Pair(first, second) {
  if (first === 0xe0) return second >= 0xa0 && second <= 0xbf;
  if (first === 0xed) return second >= 0x80 && second <= 0x9f;
  if (first === 0xf0) return second >= 0x90 && second <= 0xbf;
  if (first === 0xf4) return second >= 0x80 && second <= 0x8f;
  return second >= 0x80 && second <= 0xbf;
}

// How many bytes at the end belong to a character that more bytes could finish.
function unfinished(bytes, encoding) {
  const { length } = bytes;
  if (encoding === 'base64' || encoding === 'base64url') return length % 3;
  if (encoding === 'utf16le') {
    const odd = length % 2;
    // A high surrogate waits for its partner, unless half of the next unit is there already.
    return odd === 0 && length >= 2 && (bytes[length - 1] & 0xfc) === 0xd8 ? 2 : odd;
  }
  if (encoding !== 'utf8') return 0;
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back];
    if ((byte & 0xc0) === 0x80) continue;
    const partial = utf8Width(byte) > back && (back === 1 || utf8Pair(byte, bytes[length - back + 1]));
    return partial ? back : 0;
  }
  return 0;
}

class StringDecoder {
  #rest = Buffer.alloc(0);

  constructor(encoding) {
    this.encoding = encodingName(encoding);
  }

  write(chunk) {
    if (typeof chunk === 'string') return chunk;
    if (!ArrayBuffer.isView(chunk)) {
      throw nodeError('ERR_INVALID_ARG_TYPE', 'buf', ['Buffer', 'TypedArray', 'DataView'], chunk);
    }
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (this.#rest.length > 0) bytes = Buffer.concat([this.#rest, bytes]);
    const keep = unfinished(bytes, this.encoding);
    const end = bytes.length - keep;
    this.#rest = keep > 0 ? Buffer.from(bytes.subarray(end)) : Buffer.alloc(0);
    return bytes.toString(this.encoding, 0, end);
  }

  end(chunk) {
    let text = chunk === undefined ? '' : this.write(chunk);
    if (this.#rest.length > 0) {
      // Half a UTF-16 unit stands for nothing.
      text += this.#rest.toString(this.encoding);
      this.#rest = Buffer.alloc(0);
    }
    return text;
  }

  text(chunk, offset) {
    this.#rest = Buffer.alloc(0);
    return this.write(chunk.slice(offset));
  }

  get lastNeed() {
    if (this.#rest.length === 0) return 0;
    if (this.encoding === 'utf8') return utf8Width(this.#rest[0]) - this.#rest.length;
    return (this.encoding === 'utf16le' ? (this.#rest.length < 2 ? 2 : 4) : 3) - this.#rest.length;
  }

  get lastTotal() {
    return this.#rest.length === 0 ? 0 : this.#rest.length + this.lastNeed;
  }
}

// Node's is a plain function that also works on objects which inherit from it.
exports.StringDecoder = new Proxy(StringDecoder, {
  apply: (target, self, args) => Object.assign(self ?? {}, new target(...args)),
});
