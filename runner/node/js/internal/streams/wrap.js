'use strict';
// Readable.prototype.wrap: an old emitter of 'data' and 'end' as the source of a Readable.

const { errorOrDestroy } = require('internal/streams/destroy');

exports.wrap = function wrap(readable, stream) {
  let paused = false;
  stream.on('data', (chunk) => {
    if (!readable.push(chunk) && stream.pause) {
      paused = true;
      stream.pause();
    }
  });
  stream.on('end', () => readable.push(null));
  stream.on('error', (error) => errorOrDestroy(readable, error));
  stream.on('close', () => readable.destroy());
  stream.on('destroy', () => readable.destroy());
  readable._read = () => {
    if (!paused || !stream.resume) return;
    paused = false;
    stream.resume();
  };
  // What else the old stream can do.
  for (const name of Object.keys(stream)) {
    if (readable[name] === undefined && typeof stream[name] === 'function') readable[name] = stream[name].bind(stream);
  }
  return readable;
};
