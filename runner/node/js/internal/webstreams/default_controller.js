'use strict';
// The controller of a readable stream of any chunks (Streams, 4.6 and 4.9.4).
// It must never know who reads.

const { react, invalidState } = require('internal/webidl');
const { Queue, enqueueValueWithSize, dequeueValue, resetQueue } = require('internal/webstreams/queue');
const streams = require('internal/webstreams/readable');

const done = () => undefined;

class DefaultController {
  constructor(stream) {
    this.brand = 'ReadableStreamDefaultController';
    this.object = undefined;
    this.stream = stream;
    this.queue = new Queue();
    this.queueTotalSize = 0;
    this.started = false;
    this.closeRequested = false;
    this.pullAgain = false;
    this.pulling = false;
    this.sizeAlgorithm = undefined;
    this.highWaterMark = 0;
    this.pullAlgorithm = done;
    this.cancelAlgorithm = done;
  }

  // 4.6.4 [[CancelSteps]]
  cancelSteps(reason) {
    resetQueue(this);
    const result = this.cancelAlgorithm(reason);
    clear(this);
    return result;
  }

  // 4.6.4 [[PullSteps]]
  pullSteps(request) {
    const { stream } = this;
    if (this.queue.length > 0) {
      const chunk = dequeueValue(this);
      if (this.closeRequested && this.queue.length === 0) {
        clear(this);
        streams.close(stream);
      } else {
        callPullIfNeeded(this);
      }
      request.chunk(chunk);
      return;
    }
    stream.reader.requests.push(request);
    callPullIfNeeded(this);
  }

  // 4.6.4 [[ReleaseSteps]]
  releaseSteps() {}
}

// 4.9.4 ReadableStreamDefaultControllerClearAlgorithms
function clear(controller) {
  controller.pullAlgorithm = undefined;
  controller.cancelAlgorithm = undefined;
  controller.sizeAlgorithm = undefined;
}

// 4.9.4 ReadableStreamDefaultControllerCallPullIfNeeded
function callPullIfNeeded(controller) {
  if (!shouldCallPull(controller)) return;
  if (controller.pulling) {
    controller.pullAgain = true;
    return;
  }
  controller.pulling = true;
  react(controller.pullAlgorithm(), () => {
    controller.pulling = false;
    if (!controller.pullAgain) return;
    controller.pullAgain = false;
    callPullIfNeeded(controller);
  }, (reason) => exports.error(controller, reason));
}

// 4.9.4 ReadableStreamDefaultControllerShouldCallPull
function shouldCallPull(controller) {
  if (!exports.canCloseOrEnqueue(controller) || !controller.started) return false;
  if (streams.waiting(controller.stream) > 0) return true;
  return exports.desiredSize(controller) > 0;
}

exports.hasBackpressure = (controller) => !shouldCallPull(controller);

// 4.9.4 ReadableStreamDefaultControllerCanCloseOrEnqueue
exports.canCloseOrEnqueue = (controller) => !controller.closeRequested && controller.stream.state === 'readable';

// 4.9.4 ReadableStreamDefaultControllerGetDesiredSize
exports.desiredSize = function desiredSize(controller) {
  const { state } = controller.stream;
  if (state === 'errored') return null;
  if (state === 'closed') return 0;
  return controller.highWaterMark - controller.queueTotalSize;
};

// 4.9.4 ReadableStreamDefaultControllerClose
exports.close = function close(controller) {
  if (!exports.canCloseOrEnqueue(controller)) return;
  controller.closeRequested = true;
  if (controller.queue.length > 0) return;
  clear(controller);
  streams.close(controller.stream);
};

// 4.9.4 ReadableStreamDefaultControllerEnqueue
exports.enqueue = function enqueue(controller, chunk) {
  if (!exports.canCloseOrEnqueue(controller)) return;
  const { stream } = controller;
  if (streams.waiting(stream) > 0) {
    streams.fulfill(stream, chunk, false);
  } else {
    try {
      const { sizeAlgorithm } = controller;
      enqueueValueWithSize(controller, chunk, sizeAlgorithm === undefined ? 1 : sizeAlgorithm(chunk));
    } catch (reason) {
      exports.error(controller, reason);
      throw reason;
    }
  }
  callPullIfNeeded(controller);
};

// 4.9.4 ReadableStreamDefaultControllerError
exports.error = function error(controller, reason) {
  if (controller.stream.state !== 'readable') return;
  resetQueue(controller);
  clear(controller);
  streams.error(controller.stream, reason);
};

// 4.9.4 SetUpReadableStreamDefaultController. The algorithms return promises; `start` may return
// anything, and throws to the caller.
exports.setUp = function setUp(stream, { start, pull, cancel, highWaterMark = 1, size, controller }) {
  const made = controller ?? new DefaultController(stream);
  made.sizeAlgorithm = size;
  made.highWaterMark = highWaterMark;
  made.pullAlgorithm = pull ?? (() => Promise.resolve());
  made.cancelAlgorithm = cancel ?? (() => Promise.resolve());
  stream.controller = made;
  const startResult = start?.(made);
  react(Promise.resolve(startResult), () => {
    made.started = true;
    callPullIfNeeded(made);
  }, (reason) => exports.error(made, reason));
  return made;
};

exports.assertUsable = function assertUsable(controller) {
  if (!exports.canCloseOrEnqueue(controller)) throw invalidState('Controller is already closed');
};
