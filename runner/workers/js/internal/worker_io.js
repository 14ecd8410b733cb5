'use strict';
// A worker's standard streams on its parent's side.
//
// native:
//   send(worker, bytes)      what was written to worker.stdin; null ends it
//   wantsMore(worker, fd)    the reader of an output stream wants more

const { Readable, Writable } = require('stream');

// worker.stdout and worker.stderr: the runtime pushes what arrives.
class ReadableWorkerStdio extends Readable {}
exports.makeOutput = (worker, fd) => new ReadableWorkerStdio({ read() { native.wantsMore(worker, fd); } });

// worker.stdin.
class WritableWorkerStdio extends Writable {}
exports.makeInput = (worker) => new WritableWorkerStdio({
  write(chunk, encoding, done) {
    native.send(worker, chunk);
    done();
  },
  final(done) {
    native.send(worker, null);
    done();
  },
});
