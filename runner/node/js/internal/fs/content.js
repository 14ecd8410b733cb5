// Whole content for `writeFile` and `appendFile` of promises: text, bytes, or what an iterable, a
// stream or a generator gives piece by piece.
// It must open and close nothing.
//
// native: none.

const { abortError } = require('internal/errors');
const { bytesOf } = require('internal/fs/checks');

const stopIf = (signal) => {
  if (signal?.aborted) throw abortError(signal.reason);
};
exports.stopIf = stopIf;

const isPieces = (data) => data !== null && typeof data === 'object' && !ArrayBuffer.isView(data) &&
  (typeof data[Symbol.asyncIterator] === 'function' || typeof data[Symbol.iterator] === 'function');

// What `writeAll` takes: bytes, or pieces as they are.
exports.contentOf = (data, encoding) => (isPieces(data) ? data : bytesOf(data, encoding));

async function writeBytes(write, bytes, signal) {
  let at = 0;
  do {
    stopIf(signal);
    at += await write(bytes, at, bytes.byteLength - at);
  } while (at < bytes.byteLength);
}

// Hands all of it to `write(view, offset, length)`, which gives how much it took.
exports.writeAll = async (write, content, encoding, signal) => {
  if (ArrayBuffer.isView(content)) {
    await writeBytes(write, content, signal);
    return;
  }
  for await (const piece of content) {
    stopIf(signal);
    const bytes = ArrayBuffer.isView(piece) ? piece : require('buffer').Buffer.from(piece, encoding || 'utf8');
    if (bytes.byteLength > 0) await writeBytes(write, bytes, signal);
  }
};
