'use strict';
// A worker's standard streams on its parent's side.
//
// native:
//   send(worker, bytes)   what was written to worker.stdin; null ends it

const { Readable, Writable } = require('stream');

// worker.stdout and worker.stderr: the runtime pushes what arrives.
exports.makeOutput = () => new Readable({ read() {} });

// worker.stdin.
exports.makeInput = (worker) => new Writable({
  write(chunk, encoding, done) {
    native.send(worker, chunk);
    done();
  },
  final(done) {
    native.send(worker, null);
    done();
  },
});
