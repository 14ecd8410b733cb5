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
//   isWorker()
//   writeAndWait(fd, chunk, done)  in a worker: `done` is called when the parent has taken it

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

// A worker's output: the parent takes one piece after the other, and what comes meanwhile waits here,
// up to the high-water mark and beyond.
class WritableWorkerStdio extends Writable {
  #fd;
  #waiting;

  constructor(fd) {
    super({ decodeStrings: true });
    this.#fd = fd;
  }

  _write(chunk, encoding, done) {
    this.#send(chunk, done);
  }

  _writev(chunks, done) {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  #send(bytes, done) {
    if (this.ends) {
      native.write(this.#fd, bytes);
      done();
      return;
    }
    this.#waiting = done;
    native.writeAndWait(this.#fd, bytes, () => this.go());
  }

  // Goes on with what waits.
  go() {
    const done = this.#waiting;
    this.#waiting = undefined;
    done?.();
  }
}
Object.defineProperty(WritableWorkerStdio.prototype, 'ends', { value: false, writable: true });

const made = [];
function workerOutput(fd) {
  const stream = new WritableWorkerStdio(fd);
  made.push(stream);
  return stream;
}

// The worker exits: nothing is waited for any more.
exports.flush = () => {
  for (const stream of made) {
    Object.defineProperty(stream, 'ends', { value: true });
    stream.go();
  }
};

exports.stdout = () => (native.isWorker() ? workerOutput(1) : output(1));
exports.stderr = () => (native.isWorker() ? workerOutput(2) : output(2));

class ReadableWorkerStdio extends Readable {}

exports.stdin = () => {
  let reading = false;
  const Input = native.isWorker() ? ReadableWorkerStdio : Readable;
  const stream = new Input({
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
  if (!native.isWorker()) stream.fd = 0;
  stream.isTTY = native.isTerminal(0) || undefined;
  if (!native.hasInput()) stream.push(null);
  return stream;
};
