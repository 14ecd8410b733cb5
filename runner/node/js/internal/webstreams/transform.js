'use strict';
// Transform streams as the standard's algorithms work on them (Streams, 6.4).
// It must never know what a script sees of them.

const { deferred, react, invalidState } = require('internal/webidl');
const streams = require('internal/webstreams/readable');
const readables = require('internal/webstreams/default_controller');
const writables = require('internal/webstreams/writable');

// 6.2.2: the slots of a stream.
class Transform {
  constructor() {
    this.brand = 'TransformStream';
    this.object = undefined;
    this.readable = undefined;
    this.writable = undefined;
    this.controller = undefined;
    this.backpressure = undefined;
    this.backpressureChange = undefined;
  }
}

// 6.3.2: the slots of a controller.
class Controller {
  constructor(stream) {
    this.brand = 'TransformStreamDefaultController';
    this.object = undefined;
    this.stream = stream;
    this.finish = undefined;
    this.transformAlgorithm = undefined;
    this.flushAlgorithm = undefined;
    this.cancelAlgorithm = undefined;
  }
}

exports.Transform = Transform;

// 6.4.1 InitializeTransformStream, and 6.4.2 SetUpTransformStreamDefaultController: both at once,
// with `start` called by whoever made the stream.
exports.setUp = function setUp({
  transform, flush, cancel, writableHighWaterMark = 1, writableSize, readableHighWaterMark = 0, readableSize,
}) {
  const stream = new Transform();
  const start = deferred();
  stream.writable = new writables.Writable();
  writables.setUp(stream.writable, {
    start: () => start.promise,
    write: (chunk) => sinkWrite(stream, chunk),
    close: () => sinkClose(stream),
    abort: (reason) => sinkAbort(stream, reason),
    highWaterMark: writableHighWaterMark,
    size: writableSize,
  });
  stream.readable = new streams.Readable();
  readables.setUp(stream.readable, {
    start: () => start.promise,
    pull: () => sourcePull(stream),
    cancel: (reason) => sourceCancel(stream, reason),
    highWaterMark: readableHighWaterMark,
    size: readableSize,
  });
  setBackpressure(stream, true);
  const controller = new Controller(stream);
  stream.controller = controller;
  controller.transformAlgorithm = transform ?? ((chunk) => {
    try {
      exports.enqueue(controller, chunk);
      return Promise.resolve();
    } catch (error) {
      return Promise.reject(error);
    }
  });
  controller.flushAlgorithm = flush ?? (() => Promise.resolve());
  controller.cancelAlgorithm = cancel ?? (() => Promise.resolve());
  return { stream, controller, started: start.resolve };
};

// 6.4.1 TransformStreamError
exports.errorStream = function errorStream(stream, reason) {
  readables.error(stream.readable.controller, reason);
  errorWritableAndUnblockWrite(stream, reason);
};

// 6.4.1 TransformStreamErrorWritableAndUnblockWrite
function errorWritableAndUnblockWrite(stream, reason) {
  clear(stream.controller);
  writables.errorIfNeeded(stream.writable.controller, reason);
  unblockWrite(stream);
}

// 6.4.1 TransformStreamUnblockWrite
function unblockWrite(stream) {
  if (stream.backpressure) setBackpressure(stream, false);
}

// 6.4.1 TransformStreamSetBackpressure
function setBackpressure(stream, backpressure) {
  stream.backpressureChange?.resolve(undefined);
  stream.backpressureChange = deferred();
  stream.backpressure = backpressure;
}

function clear(controller) {
  controller.transformAlgorithm = undefined;
  controller.flushAlgorithm = undefined;
  controller.cancelAlgorithm = undefined;
}

// 6.4.2 TransformStreamDefaultControllerEnqueue
exports.enqueue = function enqueue(controller, chunk) {
  const { stream } = controller;
  const readable = stream.readable.controller;
  if (!readables.canCloseOrEnqueue(readable)) throw invalidState('Unable to enqueue');
  try {
    readables.enqueue(readable, chunk);
  } catch (error) {
    errorWritableAndUnblockWrite(stream, error);
    throw stream.readable.storedError;
  }
  const backpressure = readables.hasBackpressure(readable);
  if (backpressure !== stream.backpressure) setBackpressure(stream, true);
};

// 6.4.2 TransformStreamDefaultControllerError
exports.error = (controller, reason) => exports.errorStream(controller.stream, reason);

// 6.4.2 TransformStreamDefaultControllerTerminate
exports.terminate = function terminate(controller) {
  const { stream } = controller;
  readables.close(stream.readable.controller);
  errorWritableAndUnblockWrite(stream, invalidState('TransformStream has been terminated'));
};

// 6.4.2 TransformStreamDefaultControllerPerformTransform
function performTransform(controller, chunk) {
  return react(controller.transformAlgorithm?.(chunk) ?? Promise.resolve(), undefined, (reason) => {
    exports.errorStream(controller.stream, reason);
    throw reason;
  });
}

// 6.4.3 TransformStreamDefaultSinkWriteAlgorithm
function sinkWrite(stream, chunk) {
  const { controller } = stream;
  if (!stream.backpressure) return performTransform(controller, chunk);
  return react(stream.backpressureChange.promise, () => {
    const { writable } = stream;
    if (writable.state === 'erroring') throw writable.storedError;
    return performTransform(controller, chunk);
  });
}

// 6.4.3 TransformStreamDefaultSinkAbortAlgorithm
function sinkAbort(stream, reason) {
  const { controller, readable } = stream;
  if (controller.finish !== undefined) return controller.finish.promise;
  const finish = deferred();
  controller.finish = finish;
  const result = controller.cancelAlgorithm?.(reason) ?? Promise.resolve(); // none once it was errored
  clear(controller);
  react(result, () => {
    if (readable.state === 'errored') {
      finish.reject(readable.storedError);
      return;
    }
    readables.error(readable.controller, reason);
    finish.resolve(undefined);
  }, (error) => {
    readables.error(readable.controller, error);
    finish.reject(error);
  });
  return finish.promise;
}

// 6.4.3 TransformStreamDefaultSinkCloseAlgorithm
function sinkClose(stream) {
  const { controller, readable } = stream;
  if (controller.finish !== undefined) return controller.finish.promise;
  const finish = deferred();
  controller.finish = finish;
  const result = controller.flushAlgorithm?.() ?? Promise.resolve();
  clear(controller);
  react(result, () => {
    if (readable.state === 'errored') {
      finish.reject(readable.storedError);
      return;
    }
    readables.close(readable.controller);
    finish.resolve(undefined);
  }, (error) => {
    readables.error(readable.controller, error);
    finish.reject(error);
  });
  return finish.promise;
}

// 6.4.4 TransformStreamDefaultSourceCancelAlgorithm
function sourceCancel(stream, reason) {
  const { controller, writable } = stream;
  if (controller.finish !== undefined) return controller.finish.promise;
  const finish = deferred();
  controller.finish = finish;
  const result = controller.cancelAlgorithm?.(reason) ?? Promise.resolve(); // none once it was errored
  clear(controller);
  react(result, () => {
    if (writable.state === 'errored') {
      finish.reject(writable.storedError);
      return;
    }
    writables.errorIfNeeded(writable.controller, reason);
    unblockWrite(stream);
    finish.resolve(undefined);
  }, (error) => {
    writables.errorIfNeeded(writable.controller, error);
    unblockWrite(stream);
    finish.reject(error);
  });
  return finish.promise;
}

// 6.4.4 TransformStreamDefaultSourcePullAlgorithm
function sourcePull(stream) {
  setBackpressure(stream, false);
  return stream.backpressureChange.promise;
}
