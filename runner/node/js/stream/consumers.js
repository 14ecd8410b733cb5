'use strict';
// `stream/consumers`: all that a stream gives, in one piece.

async function buffer(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
}

exports.arrayBuffer = async (stream) => {
  const bytes = await buffer(stream);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
};
exports.blob = async (stream) => new Blob([await buffer(stream)]);
exports.buffer = buffer;
exports.bytes = async (stream) => new Uint8Array(await buffer(stream));
exports.text = async (stream) => {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stream) text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
};
exports.json = async (stream) => JSON.parse(await exports.text(stream));
