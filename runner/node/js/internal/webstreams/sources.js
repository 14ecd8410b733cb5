'use strict';
// Readable streams of what is there already. It must never copy.

const { react } = require('internal/webidl');
const streams = require('internal/webstreams/readable');
const bytes = require('internal/webstreams/byte_controller');

// A byte stream over one piece of memory, which it takes: nobody else may hold it.
exports.streamOfBytes = function streamOfBytes(data) {
  const stream = new streams.Readable();
  bytes.setUp(stream, {
    pull() {
      const { controller } = stream;
      if (data.byteLength > 0) bytes.enqueue(controller, data);
      bytes.close(controller);
      // Whoever reads into a buffer of theirs hears of the end (4.9.5, closed state).
      if (controller.pendingPullIntos.length > 0) bytes.respond(controller, 0);
      return Promise.resolve();
    },
  });
  return require('internal/webstreams/readable_class').objectOf(stream);
};

// How much is read at once for a reader who brings no buffer.
const CHUNK = 16384;

// A byte stream over `read(view)`, which promises how many bytes it has read; 0 at the end. `over`
// is called at the end, and when the stream is cancelled.
exports.streamOfReads = function streamOfReads(read, over) {
  const stream = new streams.Readable();
  bytes.setUp(stream, {
    autoAllocateChunkSize: CHUNK,
    pull() {
      const { controller } = stream;
      const request = bytes.byobRequest(controller);
      return react(read(request.view), (count) => {
        if (count > 0) {
          bytes.respond(controller, count);
          return undefined;
        }
        bytes.close(controller);
        bytes.respond(controller, 0);
        return over();
      });
    },
    cancel: over,
  });
  return require('internal/webstreams/readable_class').objectOf(stream);
};
