'use strict';
// Two branches of one readable stream (Streams, 4.9.1 ReadableStreamTee).
// It must never know who reads them.

const { deferred, react } = require('internal/webidl');
const streams = require('internal/webstreams/readable');
const controllers = require('internal/webstreams/default_controller');
const bytes = require('internal/webstreams/byte_controller');

exports.tee = function tee(stream, cloneForBranch2 = false) {
  return stream.controller instanceof bytes.ByteController ? byteTee(stream) : defaultTee(stream, cloneForBranch2);
};

const soon = (callback) => react(Promise.resolve(), callback);

// What both kinds share: cancelling the source once both branches were cancelled.
class Cancelling {
  constructor(stream) {
    this.stream = stream;
    this.canceled = [false, false];
    this.reasons = [undefined, undefined];
    this.result = deferred();
  }

  get both() { return this.canceled[0] && this.canceled[1]; }

  cancel(branch, reason) {
    this.canceled[branch] = true;
    this.reasons[branch] = reason;
    if (this.both) this.result.resolve(streams.cancel(this.stream, this.reasons));
    return this.result.promise;
  }
}

function defaultTee(stream, cloneForBranch2) {
  const reader = streams.acquireReader(stream);
  const cancelling = new Cancelling(stream);
  const branches = [];
  let reading = false;
  let readAgain = false;

  const pull = () => {
    if (reading) {
      readAgain = true;
      return Promise.resolve();
    }
    reading = true;
    streams.read(reader, {
      chunk: (chunk) => soon(() => {
        readAgain = false;
        let second = chunk;
        if (cloneForBranch2 && !cancelling.canceled[1]) {
          try {
            second = structuredClone(chunk);
          } catch (error) {
            for (const branch of branches) controllers.error(branch.controller, error);
            cancelling.result.resolve(streams.cancel(stream, error));
            return;
          }
        }
        if (!cancelling.canceled[0]) controllers.enqueue(branches[0].controller, chunk);
        if (!cancelling.canceled[1]) controllers.enqueue(branches[1].controller, second);
        reading = false;
        if (readAgain) pull();
      }),
      close: () => {
        reading = false;
        branches.forEach((branch, at) => !cancelling.canceled[at] && controllers.close(branch.controller));
        if (!cancelling.both) cancelling.result.resolve(undefined);
      },
      error: () => { reading = false; },
    });
    return Promise.resolve();
  };

  for (const at of [0, 1]) {
    const branch = new streams.Readable();
    branches.push(branch);
    controllers.setUp(branch, { pull, cancel: (reason) => cancelling.cancel(at, reason) });
  }
  react(reader.closed.promise, undefined, (error) => {
    for (const branch of branches) controllers.error(branch.controller, error);
    if (!cancelling.both) cancelling.result.resolve(undefined);
  });
  return branches;
}

// 4.9.1 ReadableByteStreamTee
function byteTee(stream) {
  const cancelling = new Cancelling(stream);
  const branches = [];
  const again = [false, false];
  let reader = streams.acquireReader(stream);
  let reading = false;

  const forwardErrors = (thisReader) => {
    react(thisReader.closed.promise, undefined, (error) => {
      if (thisReader !== reader) return;
      for (const branch of branches) bytes.error(branch.controller, error);
      if (!cancelling.both) cancelling.result.resolve(undefined);
    });
  };
  const fail = (error) => {
    for (const branch of branches) bytes.error(branch.controller, error);
    cancelling.result.resolve(streams.cancel(stream, error));
  };
  const acquire = (brand) => {
    if (reader.brand === brand) return;
    streams.release(reader);
    reader = streams.acquireReader(stream, brand);
    forwardErrors(reader);
  };
  const readOn = () => {
    reading = false;
    if (again[0]) pull(0);
    else if (again[1]) pull(1);
  };
  const copyOf = (chunk) => new Uint8Array(chunk.buffer.slice(chunk.byteOffset, chunk.byteOffset + chunk.byteLength));
  const finishPendingPull = (branch) => {
    if (branch.controller.pendingPullIntos.length > 0) bytes.respond(branch.controller, 0);
  };

  const pullWithDefaultReader = () => {
    acquire('ReadableStreamDefaultReader');
    streams.read(reader, {
      chunk: (chunk) => soon(() => {
        again.fill(false);
        let second = chunk;
        if (!cancelling.canceled[0] && !cancelling.canceled[1]) {
          try {
            second = copyOf(chunk);
          } catch (error) {
            fail(error);
            return;
          }
        }
        if (!cancelling.canceled[0]) bytes.enqueue(branches[0].controller, chunk);
        if (!cancelling.canceled[1]) bytes.enqueue(branches[1].controller, second);
        readOn();
      }),
      close: () => {
        reading = false;
        branches.forEach((branch, at) => !cancelling.canceled[at] && bytes.close(branch.controller));
        branches.forEach(finishPendingPull);
        if (!cancelling.both) cancelling.result.resolve(undefined);
      },
      error: () => { reading = false; },
    });
  };

  const pullWithByobReader = (view, at) => {
    acquire('ReadableStreamBYOBReader');
    const [byob, other] = [branches[at], branches[1 - at]];
    streams.readInto(reader, view, 1, {
      chunk: (chunk) => soon(() => {
        again.fill(false);
        const byobCanceled = cancelling.canceled[at];
        if (!cancelling.canceled[1 - at]) {
          let copy;
          try {
            copy = copyOf(chunk);
          } catch (error) {
            fail(error);
            return;
          }
          if (!byobCanceled) bytes.respondWithNewView(byob.controller, chunk);
          bytes.enqueue(other.controller, copy);
        } else if (!byobCanceled) {
          bytes.respondWithNewView(byob.controller, chunk);
        }
        readOn();
      }),
      close: (chunk) => {
        reading = false;
        const byobCanceled = cancelling.canceled[at];
        const otherCanceled = cancelling.canceled[1 - at];
        if (!byobCanceled) bytes.close(byob.controller);
        if (!otherCanceled) bytes.close(other.controller);
        if (chunk !== undefined) {
          if (!byobCanceled) bytes.respondWithNewView(byob.controller, chunk);
          if (!otherCanceled) finishPendingPull(other);
        }
        if (!byobCanceled || !otherCanceled) cancelling.result.resolve(undefined);
      },
      error: () => { reading = false; },
    });
  };

  const pull = (at) => {
    if (reading) {
      again[at] = true;
      return Promise.resolve();
    }
    reading = true;
    const request = bytes.byobRequest(branches[at].controller);
    if (request === null) pullWithDefaultReader();
    else pullWithByobReader(request.view, at);
    return Promise.resolve();
  };

  for (const at of [0, 1]) {
    const branch = new streams.Readable();
    branches.push(branch);
    bytes.setUp(branch, { pull: () => pull(at), cancel: (reason) => cancelling.cancel(at, reason) });
  }
  forwardErrors(reader);
  return branches;
}
