'use strict';
// process.stdin, process.stdout and process.stderr of a thread, as streams.
//
// native:
//   write(fd, chunk)      writes bytes or text at once, past any replaced method
//   isTerminal(fd)        is it a terminal?
//   read(callback)        callback(error, bytes): the next bytes of standard input, null at its
//                         end; works off the thread on the main thread, and through the parent in
//                         a worker
//   hasInput()            in a worker: was it started with `stdin: true`?

const { Readable, Writable } = require('stream');

function output(fd) {
  const stream = new Writable({
    decodeStrings: true,
    write(chunk, encoding, done) {
      native.write(fd, chunk);
      done();
    },
  });
  stream.fd = fd;
  stream._type = 'fs';
  stream.isTTY = native.isTerminal(fd) || undefined;
  // The process's own streams outlive every attempt to end them.
  stream._destroy = (error, done) => done(error);
  stream.destroySoon = stream.destroy;
  return stream;
}

exports.stdout = () => output(1);
exports.stderr = () => output(2);

exports.stdin = () => {
  let reading = false;
  const stream = new Readable({
    highWaterMark: 65536,
    read() {
      if (reading) return;
      reading = true;
      native.read((error, bytes) => {
        reading = false;
        if (error) this.destroy(error);
        else this.push(bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      });
    },
  });
  stream.fd = 0;
  stream.isTTY = native.isTerminal(0) || undefined;
  if (!native.hasInput()) stream.push(null);
  return stream;
};
