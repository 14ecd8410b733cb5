'use strict';
// Writable streams, their writers and their controller as the standard's algorithms work on them
// (Streams, 5.5). It must never know what a script sees of them.

const { deferred, handled, react, invalidState } = require('internal/webidl');
const { Queue, enqueueValueWithSize, dequeueValue, resetQueue } = require('internal/webstreams/queue');

// 5.2.2: the slots of a stream.
class Writable {
  constructor() {
    this.brand = 'WritableStream';
    this.object = undefined;
    this.state = 'writable';
    this.storedError = undefined;
    this.writer = undefined;
    this.controller = undefined;
    this.inFlightWrite = undefined;
    this.close = undefined;
    this.inFlightClose = undefined;
    this.pendingAbort = undefined;
    this.writeRequests = new Queue();
    this.backpressure = false;
    this.closing = undefined;
  }
}

// 5.3.2: the slots of a writer.
class Writer {
  constructor() {
    this.brand = 'WritableStreamDefaultWriter';
    this.object = undefined;
    this.stream = undefined;
    this.closed = undefined;
    this.ready = undefined;
  }
}

// 5.4.2: the slots of a controller.
class Controller {
  constructor(stream) {
    this.brand = 'WritableStreamDefaultController';
    this.object = undefined;
    this.stream = stream;
    this.queue = new Queue();
    this.queueTotalSize = 0;
    this.started = false;
    this.abortController = undefined; // made when a script looks at the signal
    this.abortReason = undefined;
    this.sizeAlgorithm = undefined;
    this.highWaterMark = 1;
    this.writeAlgorithm = undefined;
    this.closeAlgorithm = undefined;
    this.abortAlgorithm = undefined;
  }

  get signal() {
    if (this.abortController === undefined) {
      this.abortController = new AbortController();
      if (this.abortReason !== undefined) this.abortController.abort(this.abortReason.reason);
    }
    return this.abortController.signal;
  }
}

const CLOSE = Symbol('close');

exports.Writable = Writable;
exports.isLocked = (stream) => stream.writer !== undefined;
exports.closeQueuedOrInFlight = (stream) => stream.close !== undefined || stream.inFlightClose !== undefined;

const rejected = (reason) => {
  const made = deferred();
  made.reject(reason);
  handled(made.promise);
  return made;
};
const resolved = () => {
  const made = deferred();
  made.resolve(undefined);
  return made;
};

// 5.5.1 SetUpWritableStreamDefaultWriter
exports.acquireWriter = function acquireWriter(stream) {
  if (stream.writer !== undefined) throw invalidState('WritableStream is locked');
  const writer = new Writer();
  writer.stream = stream;
  stream.writer = writer;
  const { state } = stream;
  if (state === 'writable') {
    const waits = !exports.closeQueuedOrInFlight(stream) && stream.backpressure;
    writer.ready = waits ? deferred() : resolved();
    writer.closed = deferred();
  } else if (state === 'erroring') {
    writer.ready = rejected(stream.storedError);
    writer.closed = deferred();
  } else if (state === 'closed') {
    writer.ready = resolved();
    writer.closed = resolved();
  } else {
    writer.ready = rejected(stream.storedError);
    writer.closed = rejected(stream.storedError);
  }
  return writer;
};

// 5.5.1 WritableStreamAbort
exports.abort = function abort(stream, reason) {
  if (stream.state === 'closed' || stream.state === 'errored') return Promise.resolve(undefined);
  const { controller } = stream;
  controller.abortReason = { reason };
  controller.abortController?.abort(reason);
  const { state } = stream;
  if (state === 'closed' || state === 'errored') return Promise.resolve(undefined);
  if (stream.pendingAbort !== undefined) return stream.pendingAbort.promise;
  const wasAlreadyErroring = state === 'erroring';
  const made = deferred();
  stream.pendingAbort = {
    promise: made.promise,
    resolve: made.resolve,
    reject: made.reject,
    reason: wasAlreadyErroring ? undefined : reason,
    wasAlreadyErroring,
  };
  if (!wasAlreadyErroring) startErroring(stream, reason);
  return made.promise;
};

// 5.5.1 WritableStreamClose
exports.close = function close(stream) {
  const { state, writer, controller } = stream;
  if (state === 'closed' || state === 'errored') {
    return Promise.reject(invalidState('WritableStream is closed'));
  }
  const made = deferred();
  stream.close = made;
  if (writer !== undefined && stream.backpressure && state === 'writable') writer.ready.resolve(undefined);
  enqueueValueWithSize(controller, CLOSE, 0);
  advanceQueueIfNeeded(controller);
  return made.promise;
};

// Settles when the stream is over, whoever writes it.
exports.closing = function closing(stream) {
  if (stream.closing === undefined) {
    stream.closing = deferred();
    handled(stream.closing.promise);
    if (stream.state === 'closed') stream.closing.resolve(undefined);
    else if (stream.state === 'errored') stream.closing.reject(stream.storedError);
  }
  return stream.closing.promise;
};

// 5.5.2 WritableStreamStartErroring
function startErroring(stream, reason) {
  stream.state = 'erroring';
  stream.storedError = reason;
  if (stream.writer !== undefined) ensureReadyRejected(stream.writer, reason);
  if (stream.inFlightWrite === undefined && stream.inFlightClose === undefined && stream.controller.started) {
    finishErroring(stream);
  }
}

// 5.5.2 WritableStreamFinishErroring
function finishErroring(stream) {
  stream.state = 'errored';
  const { controller } = stream;
  resetQueue(controller);
  for (const request of stream.writeRequests.clear()) request.reject(stream.storedError);
  const abort = stream.pendingAbort;
  if (abort === undefined) {
    rejectCloseAndClosedIfNeeded(stream);
    return;
  }
  stream.pendingAbort = undefined;
  if (abort.wasAlreadyErroring) {
    abort.reject(stream.storedError);
    rejectCloseAndClosedIfNeeded(stream);
    return;
  }
  const result = controller.abortAlgorithm(abort.reason);
  clear(controller);
  react(result, () => {
    abort.resolve(undefined);
    rejectCloseAndClosedIfNeeded(stream);
  }, (reason) => {
    abort.reject(reason);
    rejectCloseAndClosedIfNeeded(stream);
  });
}

// 5.5.2 WritableStreamDealWithRejection
function dealWithRejection(stream, reason) {
  if (stream.state === 'writable') startErroring(stream, reason);
  else finishErroring(stream);
}

// 5.5.2 WritableStreamFinishInFlightClose
function finishInFlightClose(stream) {
  stream.inFlightClose.resolve(undefined);
  stream.inFlightClose = undefined;
  if (stream.state === 'erroring') {
    stream.storedError = undefined;
    stream.pendingAbort?.resolve(undefined);
    stream.pendingAbort = undefined;
  }
  stream.state = 'closed';
  stream.writer?.closed.resolve(undefined);
  stream.closing?.resolve(undefined);
}

// 5.5.2 WritableStreamFinishInFlightCloseWithError
function finishInFlightCloseWithError(stream, reason) {
  stream.inFlightClose.reject(reason);
  stream.inFlightClose = undefined;
  stream.pendingAbort?.reject(reason);
  stream.pendingAbort = undefined;
  dealWithRejection(stream, reason);
}

// 5.5.2 WritableStreamRejectCloseAndClosedPromiseIfNeeded
function rejectCloseAndClosedIfNeeded(stream) {
  if (stream.close !== undefined) {
    stream.close.reject(stream.storedError);
    stream.close = undefined;
  }
  stream.closing?.reject(stream.storedError);
  const { writer } = stream;
  if (writer === undefined) return;
  writer.closed.reject(stream.storedError);
  handled(writer.closed.promise);
}

// 5.5.2 WritableStreamUpdateBackpressure
function updateBackpressure(stream, backpressure) {
  const { writer } = stream;
  if (writer !== undefined && backpressure !== stream.backpressure) {
    if (backpressure) writer.ready = deferred();
    else writer.ready.resolve(undefined);
  }
  stream.backpressure = backpressure;
}

// 5.5.3 WritableStreamDefaultWriterEnsureReadyPromiseRejected
function ensureReadyRejected(writer, reason) {
  if (writer.ready.settled) writer.ready = rejected(reason);
  else {
    writer.ready.reject(reason);
    handled(writer.ready.promise);
  }
}

// 5.5.3 WritableStreamDefaultWriterCloseWithErrorPropagation
exports.closeWithErrorPropagation = function closeWithErrorPropagation(writer) {
  const { stream } = writer;
  const { state } = stream;
  if (exports.closeQueuedOrInFlight(stream) || state === 'closed') return Promise.resolve(undefined);
  if (state === 'errored') return Promise.reject(stream.storedError);
  return exports.close(stream);
};

// 5.5.3 WritableStreamDefaultWriterGetDesiredSize
exports.desiredSize = function desiredSize(writer) {
  const { stream } = writer;
  if (stream.state === 'errored' || stream.state === 'erroring') return null;
  if (stream.state === 'closed') return 0;
  return controllerDesiredSize(stream.controller);
};

// 5.5.3 WritableStreamDefaultWriterRelease
exports.release = function release(writer) {
  const { stream } = writer;
  const reason = invalidState('Writer has been released');
  ensureReadyRejected(writer, reason);
  if (stream.state === 'closed' || stream.state === 'errored') writer.closed = rejected(reason);
  else {
    writer.closed.reject(reason);
    handled(writer.closed.promise);
  }
  stream.writer = undefined;
  writer.stream = undefined;
};

// 5.5.3 WritableStreamDefaultWriterWrite
exports.write = function write(writer, chunk) {
  const { stream } = writer;
  const { controller } = stream;
  const size = chunkSize(controller, chunk);
  if (stream !== writer.stream) return Promise.reject(invalidState('Mismatched WritableStreams'));
  const { state } = stream;
  if (state === 'errored') return Promise.reject(stream.storedError);
  if (exports.closeQueuedOrInFlight(stream) || state === 'closed') {
    return Promise.reject(invalidState('WritableStream is closed'));
  }
  if (state === 'erroring') return Promise.reject(stream.storedError);
  const request = deferred();
  stream.writeRequests.push(request);
  controllerWrite(controller, chunk, size);
  return request.promise;
};

// 5.5.4 SetUpWritableStreamDefaultController. The algorithms return promises.
exports.setUp = function setUp(stream, { start, write, close, abort, highWaterMark = 1, size }) {
  const controller = new Controller(stream);
  stream.controller = controller;
  controller.sizeAlgorithm = size;
  controller.highWaterMark = highWaterMark;
  const none = () => Promise.resolve();
  controller.writeAlgorithm = write ?? none;
  controller.closeAlgorithm = close ?? none;
  controller.abortAlgorithm = abort ?? none;
  updateBackpressure(stream, controllerDesiredSize(controller) <= 0);
  const startResult = start?.(controller);
  react(Promise.resolve(startResult), () => {
    controller.started = true;
    advanceQueueIfNeeded(controller);
  }, (reason) => {
    controller.started = true;
    dealWithRejection(stream, reason);
  });
  return controller;
};

function clear(controller) {
  controller.writeAlgorithm = undefined;
  controller.closeAlgorithm = undefined;
  controller.abortAlgorithm = undefined;
  controller.sizeAlgorithm = undefined;
}

const controllerDesiredSize = (controller) => controller.highWaterMark - controller.queueTotalSize;
exports.controllerDesiredSize = controllerDesiredSize;

// 5.5.4 WritableStreamDefaultControllerGetChunkSize
function chunkSize(controller, chunk) {
  if (controller.sizeAlgorithm === undefined) return 1;
  try {
    return controller.sizeAlgorithm(chunk);
  } catch (reason) {
    exports.errorIfNeeded(controller, reason);
    return 1;
  }
}

// 5.5.4 WritableStreamDefaultControllerWrite
function controllerWrite(controller, chunk, size) {
  try {
    enqueueValueWithSize(controller, chunk, size);
  } catch (reason) {
    exports.errorIfNeeded(controller, reason);
    return;
  }
  const { stream } = controller;
  if (!exports.closeQueuedOrInFlight(stream) && stream.state === 'writable') {
    updateBackpressure(stream, controllerDesiredSize(controller) <= 0);
  }
  advanceQueueIfNeeded(controller);
}

// 5.5.4 WritableStreamDefaultControllerAdvanceQueueIfNeeded
function advanceQueueIfNeeded(controller) {
  const { stream } = controller;
  if (!controller.started || stream.inFlightWrite !== undefined) return;
  if (stream.state === 'erroring') {
    finishErroring(stream);
    return;
  }
  if (controller.queue.length === 0) return;
  const { value } = controller.queue.peek();
  if (value === CLOSE) processClose(controller);
  else processWrite(controller, value);
}

// 5.5.4 WritableStreamDefaultControllerProcessClose
function processClose(controller) {
  const { stream } = controller;
  stream.inFlightClose = stream.close;
  stream.close = undefined;
  dequeueValue(controller);
  const result = controller.closeAlgorithm();
  clear(controller);
  react(result, () => finishInFlightClose(stream), (reason) => finishInFlightCloseWithError(stream, reason));
}

// 5.5.4 WritableStreamDefaultControllerProcessWrite
function processWrite(controller, chunk) {
  const { stream } = controller;
  stream.inFlightWrite = stream.writeRequests.shift();
  react(controller.writeAlgorithm(chunk), () => {
    stream.inFlightWrite.resolve(undefined);
    stream.inFlightWrite = undefined;
    dequeueValue(controller);
    if (!exports.closeQueuedOrInFlight(stream) && stream.state === 'writable') {
      updateBackpressure(stream, controllerDesiredSize(controller) <= 0);
    }
    advanceQueueIfNeeded(controller);
  }, (reason) => {
    if (stream.state === 'writable') clear(controller);
    stream.inFlightWrite.reject(reason);
    stream.inFlightWrite = undefined;
    dealWithRejection(stream, reason);
  });
}

// 5.5.4 WritableStreamDefaultControllerErrorIfNeeded
exports.errorIfNeeded = function errorIfNeeded(controller, reason) {
  if (controller.stream.state === 'writable') exports.error(controller, reason);
};

// 5.5.4 WritableStreamDefaultControllerError
exports.error = function error(controller, reason) {
  clear(controller);
  startErroring(controller.stream, reason);
};
