'use strict';
// The controller of a readable byte stream (Streams, 4.7 and 4.9.5).
// It must never know who reads.
//
// native:
//   moveBuffer(buffer)   its bytes under a new object; the old one is detached

const { react, invalidState, rangeValue } = require('internal/webidl');
const { codedError } = require('internal/errors');
const { Queue, resetQueue } = require('internal/webstreams/queue');
const streams = require('internal/webstreams/readable');

const transfer = native.moveBuffer;
const done = () => undefined;

class ByteController {
  constructor(stream) {
    this.brand = 'ReadableByteStreamController';
    this.object = undefined;
    this.stream = stream;
    this.queue = new Queue(); // of { buffer, byteOffset, byteLength }
    this.queueTotalSize = 0;
    this.started = false;
    this.closeRequested = false;
    this.pullAgain = false;
    this.pulling = false;
    this.highWaterMark = 0;
    this.pullAlgorithm = done;
    this.cancelAlgorithm = done;
    this.autoAllocateChunkSize = undefined;
    this.pendingPullIntos = new Queue();
    this.byobRequest = null;
  }

  // 4.7.4 [[CancelSteps]]
  cancelSteps(reason) {
    clearPendingPullIntos(this);
    resetQueue(this);
    const result = this.cancelAlgorithm(reason);
    clear(this);
    return result;
  }

  // 4.7.4 [[PullSteps]]
  pullSteps(request) {
    const { stream } = this;
    if (this.queueTotalSize > 0) {
      fillReadRequestFromQueue(this, request);
      return;
    }
    const size = this.autoAllocateChunkSize;
    if (size !== undefined) {
      let buffer;
      try {
        buffer = new ArrayBuffer(size);
      } catch (error) {
        request.error(error);
        return;
      }
      this.pendingPullIntos.push(descriptor(buffer, 0, size, 1, 1, Uint8Array, 'default'));
    }
    stream.reader.requests.push(request);
    callPullIfNeeded(this);
  }

  // 4.9.5 ReadableByteStreamControllerPullInto
  pullInto(view, min, request) {
    const { stream } = this;
    const Type = viewType(view);
    const elementSize = Type === DataView ? 1 : Type.BYTES_PER_ELEMENT;
    const { byteOffset, byteLength } = view;
    let buffer;
    try {
      buffer = transfer(view.buffer);
    } catch (error) {
      request.error(error);
      return;
    }
    const pull = descriptor(buffer, byteOffset, byteLength, elementSize * min, elementSize, Type, 'byob');
    if (this.pendingPullIntos.length > 0) {
      this.pendingPullIntos.push(pull);
      stream.reader.requests.push(request);
      return;
    }
    if (stream.state === 'closed') {
      request.close(new Type(pull.buffer, pull.byteOffset, 0));
      return;
    }
    if (this.queueTotalSize > 0) {
      if (fillPullIntoFromQueue(this, pull)) {
        const filled = convertPullInto(pull);
        handleQueueDrain(this);
        request.chunk(filled);
        return;
      }
      if (this.closeRequested) {
        const error = invalidState('Partial read');
        exports.error(this, error);
        request.error(error);
        return;
      }
    }
    this.pendingPullIntos.push(pull);
    stream.reader.requests.push(request);
    callPullIfNeeded(this);
  }

  // 4.7.4 [[ReleaseSteps]]
  releaseSteps() {
    if (this.pendingPullIntos.length === 0) return;
    const first = this.pendingPullIntos.peek();
    first.readerType = 'none';
    this.pendingPullIntos.clear();
    this.pendingPullIntos.push(first);
  }
}

exports.ByteController = ByteController;

function descriptor(buffer, byteOffset, byteLength, minimumFill, elementSize, Type, readerType) {
  return {
    buffer, bufferByteLength: buffer.byteLength, byteOffset, byteLength, bytesFilled: 0, minimumFill, elementSize,
    Type, readerType,
  };
}

// The constructor of a view, whatever its prototype says.
const typedTag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;
const TYPES = new Map([
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, BigInt64Array,
  BigUint64Array, Float32Array, Float64Array, globalThis.Float16Array,
].filter(Boolean).map((Type) => [Type.name, Type]));

function viewType(view) {
  return TYPES.get(typedTag.call(view)) ?? DataView;
}

exports.viewType = viewType;

function clear(controller) {
  controller.pullAlgorithm = undefined;
  controller.cancelAlgorithm = undefined;
}

// 4.9.5 ReadableByteStreamControllerInvalidateBYOBRequest
function invalidateByobRequest(controller) {
  const request = controller.byobRequest;
  if (request === null) return;
  request.controller = undefined;
  request.view = null;
  controller.byobRequest = null;
}

function clearPendingPullIntos(controller) {
  invalidateByobRequest(controller);
  controller.pendingPullIntos.clear();
}

// 4.9.5 ReadableByteStreamControllerCallPullIfNeeded
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

// 4.9.5 ReadableByteStreamControllerShouldCallPull
function shouldCallPull(controller) {
  const { stream } = controller;
  if (stream.state !== 'readable' || controller.closeRequested || !controller.started) return false;
  if (streams.waiting(stream) > 0) return true;
  return exports.desiredSize(controller) > 0;
}

// 4.9.5 ReadableByteStreamControllerHandleQueueDrain
function handleQueueDrain(controller) {
  if (controller.queueTotalSize === 0 && controller.closeRequested) {
    clear(controller);
    streams.close(controller.stream);
  } else {
    callPullIfNeeded(controller);
  }
}

// 4.9.5 ReadableByteStreamControllerConvertPullIntoDescriptor
function convertPullInto(pull) {
  return new pull.Type(transfer(pull.buffer), pull.byteOffset, pull.bytesFilled / pull.elementSize);
}

// 4.9.5 ReadableByteStreamControllerCommitPullIntoDescriptor
function commitPullInto(stream, pull) {
  const closed = stream.state === 'closed';
  const filled = convertPullInto(pull);
  streams.fulfill(stream, filled, closed);
}

// 4.9.5 ReadableByteStreamControllerEnqueueChunkToQueue
function enqueueChunk(controller, buffer, byteOffset, byteLength) {
  controller.queue.push({ buffer, byteOffset, byteLength });
  controller.queueTotalSize += byteLength;
}

// 4.9.5 ReadableByteStreamControllerEnqueueClonedChunkToQueue
function enqueueClone(controller, buffer, byteOffset, byteLength) {
  let clone;
  try {
    clone = buffer.slice(byteOffset, byteOffset + byteLength);
  } catch (error) {
    exports.error(controller, error);
    throw error;
  }
  enqueueChunk(controller, clone, 0, byteLength);
}

// 4.9.5 ReadableByteStreamControllerEnqueueDetachedPullIntoToQueue
function enqueueDetachedPullInto(controller, pull) {
  if (pull.bytesFilled > 0) enqueueClone(controller, pull.buffer, pull.byteOffset, pull.bytesFilled);
  controller.pendingPullIntos.shift();
}

// 4.9.5 ReadableByteStreamControllerFillPullIntoDescriptorFromQueue
function fillPullIntoFromQueue(controller, pull) {
  const maximum = Math.min(controller.queueTotalSize, pull.byteLength - pull.bytesFilled);
  const filledAtMost = pull.bytesFilled + maximum;
  let left = maximum;
  let ready = false;
  const aligned = filledAtMost - (filledAtMost % pull.elementSize);
  if (aligned >= pull.minimumFill) {
    left = aligned - pull.bytesFilled;
    ready = true;
  }
  const { queue } = controller;
  while (left > 0) {
    const head = queue.peek();
    const count = Math.min(left, head.byteLength);
    const start = pull.byteOffset + pull.bytesFilled;
    new Uint8Array(pull.buffer, start, count).set(new Uint8Array(head.buffer, head.byteOffset, count));
    if (head.byteLength === count) {
      queue.shift();
    } else {
      head.byteOffset += count;
      head.byteLength -= count;
    }
    controller.queueTotalSize -= count;
    pull.bytesFilled += count;
    left -= count;
  }
  return ready;
}

// 4.9.5 ReadableByteStreamControllerFillReadRequestFromQueue
function fillReadRequestFromQueue(controller, request) {
  const { buffer, byteOffset, byteLength } = controller.queue.shift();
  controller.queueTotalSize -= byteLength;
  handleQueueDrain(controller);
  request.chunk(new Uint8Array(buffer, byteOffset, byteLength));
}

// 4.9.5 ReadableByteStreamControllerProcessPullIntoDescriptorsUsingQueue
function processPullIntos(controller) {
  const filled = [];
  while (controller.pendingPullIntos.length > 0 && controller.queueTotalSize > 0) {
    const pull = controller.pendingPullIntos.peek();
    if (!fillPullIntoFromQueue(controller, pull)) break;
    controller.pendingPullIntos.shift();
    filled.push(pull);
  }
  return filled;
}

// 4.9.5 ReadableByteStreamControllerProcessReadRequestsUsingQueue
function processReadRequests(controller) {
  const { requests } = controller.stream.reader;
  while (requests.length > 0 && controller.queueTotalSize > 0) {
    fillReadRequestFromQueue(controller, requests.shift());
  }
}

exports.desiredSize = function desiredSize(controller) {
  const { state } = controller.stream;
  if (state === 'errored') return null;
  if (state === 'closed') return 0;
  return controller.highWaterMark - controller.queueTotalSize;
};

// 4.9.5 ReadableByteStreamControllerClose
exports.close = function close(controller) {
  const { stream } = controller;
  if (controller.closeRequested || stream.state !== 'readable') return;
  if (controller.queueTotalSize > 0) {
    controller.closeRequested = true;
    return;
  }
  if (controller.pendingPullIntos.length > 0) {
    const first = controller.pendingPullIntos.peek();
    if (first.bytesFilled % first.elementSize !== 0) {
      const error = invalidState('Partial read');
      exports.error(controller, error);
      throw error;
    }
  }
  clear(controller);
  streams.close(stream);
};

// 4.9.5 ReadableByteStreamControllerError
exports.error = function error(controller, reason) {
  if (controller.stream.state !== 'readable') return;
  clearPendingPullIntos(controller);
  resetQueue(controller);
  clear(controller);
  streams.error(controller.stream, reason);
};

// 4.9.5 ReadableByteStreamControllerEnqueue
exports.enqueue = function enqueue(controller, chunk) {
  const { stream } = controller;
  if (controller.closeRequested || stream.state !== 'readable') return;
  const { buffer, byteOffset, byteLength } = chunk;
  const moved = transfer(buffer);
  if (controller.pendingPullIntos.length > 0) {
    const first = controller.pendingPullIntos.peek();
    if (first.buffer.detached) throw invalidState('Destination ArrayBuffer is detached');
    invalidateByobRequest(controller);
    first.buffer = transfer(first.buffer);
    if (first.readerType === 'none') enqueueDetachedPullInto(controller, first);
  }
  if (streams.hasDefaultReader(stream)) {
    processReadRequests(controller);
    if (streams.waiting(stream) === 0) {
      enqueueChunk(controller, moved, byteOffset, byteLength);
    } else {
      if (controller.pendingPullIntos.length > 0) controller.pendingPullIntos.shift();
      streams.fulfill(stream, new Uint8Array(moved, byteOffset, byteLength), false);
    }
  } else if (streams.hasByobReader(stream)) {
    enqueueChunk(controller, moved, byteOffset, byteLength);
    for (const pull of processPullIntos(controller)) commitPullInto(stream, pull);
  } else {
    enqueueChunk(controller, moved, byteOffset, byteLength);
  }
  callPullIfNeeded(controller);
};

// 4.9.5 ReadableByteStreamControllerRespond
exports.respond = function respond(controller, bytesWritten) {
  const first = controller.pendingPullIntos.peek();
  if (controller.stream.state === 'closed') {
    if (bytesWritten !== 0) throw invalidState('Controller is closed');
  } else {
    if (bytesWritten === 0) throw invalidState('"bytesWritten" must be greater than 0 while the stream is readable');
    if (first.bytesFilled + bytesWritten > first.byteLength) {
      throw rangeValue('bytesWritten', bytesWritten);
    }
  }
  first.buffer = transfer(first.buffer);
  respondInternal(controller, bytesWritten);
};

// 4.9.5 ReadableByteStreamControllerRespondWithNewView
exports.respondWithNewView = function respondWithNewView(controller, view) {
  const first = controller.pendingPullIntos.peek();
  const invalid = (why) => codedError('RangeError', 'ERR_INVALID_ARG_VALUE', why);
  if (controller.stream.state === 'closed') {
    if (view.byteLength !== 0) throw invalidState('Controller is closed');
  } else if (view.byteLength === 0) {
    throw invalidState('View is zero-length');
  }
  if (first.byteOffset + first.bytesFilled !== view.byteOffset) throw invalid("The argument 'view' is invalid.");
  if (first.bufferByteLength !== view.buffer.byteLength) throw invalid("The argument 'view' is invalid.");
  if (first.bytesFilled + view.byteLength > first.byteLength) throw invalid("The argument 'view' is invalid.");
  const { byteLength } = view;
  first.buffer = transfer(view.buffer);
  respondInternal(controller, byteLength);
};

// 4.9.5 ReadableByteStreamControllerRespondInternal
function respondInternal(controller, bytesWritten) {
  const first = controller.pendingPullIntos.peek();
  invalidateByobRequest(controller);
  if (controller.stream.state === 'closed') respondInClosedState(controller, first);
  else respondInReadableState(controller, bytesWritten, first);
  callPullIfNeeded(controller);
}

function respondInClosedState(controller, first) {
  if (first.readerType === 'none') controller.pendingPullIntos.shift();
  const { stream } = controller;
  if (!streams.hasByobReader(stream)) return;
  const filled = [];
  while (filled.length < streams.waiting(stream)) filled.push(controller.pendingPullIntos.shift());
  for (const pull of filled) commitPullInto(stream, pull);
}

function respondInReadableState(controller, bytesWritten, pull) {
  pull.bytesFilled += bytesWritten;
  if (pull.readerType === 'none') {
    enqueueDetachedPullInto(controller, pull);
    for (const filled of processPullIntos(controller)) commitPullInto(controller.stream, filled);
    return;
  }
  if (pull.bytesFilled < pull.minimumFill) return;
  controller.pendingPullIntos.shift();
  const remainder = pull.bytesFilled % pull.elementSize;
  if (remainder > 0) {
    const end = pull.byteOffset + pull.bytesFilled;
    enqueueClone(controller, pull.buffer, end - remainder, remainder);
    pull.bytesFilled -= remainder;
  }
  const filled = processPullIntos(controller);
  commitPullInto(controller.stream, pull);
  for (const other of filled) commitPullInto(controller.stream, other);
}

// 4.9.5 ReadableByteStreamControllerGetBYOBRequest
exports.byobRequest = function byobRequest(controller) {
  if (controller.byobRequest === null && controller.pendingPullIntos.length > 0) {
    const first = controller.pendingPullIntos.peek();
    const start = first.byteOffset + first.bytesFilled;
    const view = new Uint8Array(first.buffer, start, first.byteLength - first.bytesFilled);
    controller.byobRequest = { brand: 'ReadableStreamBYOBRequest', object: undefined, controller, view };
  }
  return controller.byobRequest;
};

// 4.9.5 SetUpReadableByteStreamController
exports.setUp = function setUp(stream, { start, pull, cancel, highWaterMark = 0, autoAllocateChunkSize }) {
  const made = new ByteController(stream);
  made.highWaterMark = highWaterMark;
  made.pullAlgorithm = pull ?? (() => Promise.resolve());
  made.cancelAlgorithm = cancel ?? (() => Promise.resolve());
  made.autoAllocateChunkSize = autoAllocateChunkSize;
  stream.controller = made;
  const startResult = start?.(made);
  react(Promise.resolve(startResult), () => {
    made.started = true;
    callPullIfNeeded(made);
  }, (reason) => exports.error(made, reason));
  return made;
};
