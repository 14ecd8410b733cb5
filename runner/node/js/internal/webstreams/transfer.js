'use strict';
// Streams that move to another thread: the two halves talk through a pair of ports (Streams, 4.2.5,
// 5.2.5, 6.2.5 and 8.2 Transferable streams).
//
// Chunks, errors and cancelling cross as messages { type, value }; a reader pulls, so backpressure
// crosses too. A port holds its event loop only while somebody waits: a script for a chunk or for
// room, or the other thread for a chunk. It must never know which channel carries the ports.

const { deferred, handled, react } = require('internal/webidl');
const streams = require('internal/webstreams/readable');
const defaults = require('internal/webstreams/default_controller');
const writables = require('internal/webstreams/writable');
const { pipeTo } = require('internal/webstreams/pipe');
const { MessageChannel } = require('worker_threads');

const isReady = {
  readable: (stream) => !streams.isLocked(stream),
  writable: (stream) => !writables.isLocked(stream),
  transform: (stream) => isReady.readable(stream.readable) && isReady.writable(stream.writable),
};

// Whether the stream can move now.
exports.isMovable = (kind, stream) => isReady[kind](stream);

// 4.2.5, 5.2.5 and 6.2.5, transfer steps: the ports that the other side gets.
exports.send = function send(kind, stream) {
  if (kind === 'readable') return [sendReadable(stream)];
  if (kind === 'writable') return [sendWritable(stream)];
  return [sendReadable(stream.readable), sendWritable(stream.writable)];
};

// 4.2.5, 5.2.5 and 6.2.5, transfer-receiving steps.
exports.receive = function receive(kind, ports) {
  if (kind === 'readable') return require('internal/webstreams/readable_class').objectOf(crossRealmReadable(ports[0], true));
  if (kind === 'writable') return require('internal/webstreams/writable_class').objectOf(crossRealmWritable(ports[0], 'writes'));
  const { joined } = require('internal/webstreams/transform_class');
  return joined(crossRealmReadable(ports[0], true), crossRealmWritable(ports[1], 'writes'));
};

function sendReadable(stream) {
  const { port1, port2 } = new MessageChannel();
  handled(pipeTo(stream, crossRealmWritable(port1, 'demand'), { later: true }));
  return port2;
}

function sendWritable(stream) {
  const { port1, port2 } = new MessageChannel();
  handled(pipeTo(crossRealmReadable(port1, false), stream, { later: true }));
  return port2;
}

// 8.2.1 PackAndPostMessage
function post(port, type, value) {
  port.postMessage({ type, value });
}

// 8.2.1 PackAndPostMessageHandlingError: what was thrown, as { error }.
function tryPost(port, type, value) {
  try {
    post(port, type, value);
    return undefined;
  } catch (error) {
    try {
      post(port, 'error', error);
    } catch {
      // An error that can't cross either: the other side hears that there was one.
      post(port, 'error', undefined);
    }
    return { error };
  }
}

// What comes in through the port. `gone` is called when the other side can't answer any more.
function listen(port, hear, failed) {
  port.onmessage = ({ data }) => hear(data.type, data.value);
  port.onmessageerror = () => {
    const error = new DOMException('The stream\'s message could not be deserialized.', 'DataCloneError');
    try {
      post(port, 'error', error);
    } finally {
      port.close();
      failed(error);
    }
  };
  port.addEventListener('close', () => {
    failed(new DOMException('The other side of the stream is gone.', 'AbortError'));
  });
  port.unref();
}

// 8.2.2 SetUpCrossRealmTransformReadable. `holds`: a read that waits holds the event loop.
function crossRealmReadable(port, holds) {
  const stream = new streams.Readable();
  const fail = (error) => {
    if (stream.state === 'readable') defaults.error(stream.controller, error);
  };
  defaults.setUp(stream, {
    pull() {
      if (holds) port.ref();
      post(port, 'pull', undefined);
      return Promise.resolve();
    },
    cancel(reason) {
      const thrown = tryPost(port, 'error', reason);
      port.close();
      return thrown === undefined ? Promise.resolve() : Promise.reject(thrown.error);
    },
    highWaterMark: 0,
  });
  listen(port, (type, value) => {
    port.unref();
    if (type === 'chunk') {
      if (defaults.canCloseOrEnqueue(stream.controller)) defaults.enqueue(stream.controller, value);
    } else if (type === 'close') {
      defaults.close(stream.controller);
      port.close();
    } else if (type === 'error') {
      fail(value);
      port.close();
    }
  }, fail);
  return stream;
}

// 8.2.2 SetUpCrossRealmTransformWritable. `held` says what holds the event loop: `writes` that the
// other side hasn't taken yet, the end included, or the other side's `demand` for a chunk.
function crossRealmWritable(port, held) {
  const stream = new writables.Writable();
  const waitsForTaking = held === 'writes';
  let backpressure = deferred();
  const ready = () => {
    backpressure?.resolve(undefined);
    backpressure = undefined;
  };
  const fail = (error) => {
    writables.errorIfNeeded(stream.controller, error);
    ready();
  };
  writables.setUp(stream, {
    write(chunk) {
      backpressure ??= resolvedDeferred();
      if (waitsForTaking) port.ref();
      return react(backpressure.promise, () => {
        if (stream.state === 'erroring') return undefined;
        backpressure = deferred();
        if (waitsForTaking) port.ref();
        else port.unref();
        const thrown = tryPost(port, 'chunk', chunk);
        if (thrown === undefined) return undefined;
        port.close();
        throw thrown.error;
      });
    },
    close() {
      post(port, 'close', undefined);
      // The other side closes the ports when it has come to the end.
      if (waitsForTaking) port.ref();
      else port.close();
      return Promise.resolve();
    },
    abort(reason) {
      const thrown = tryPost(port, 'error', reason);
      port.close();
      return thrown === undefined ? Promise.resolve() : Promise.reject(thrown.error);
    },
    highWaterMark: 1,
    size: undefined,
  });
  listen(port, (type, value) => {
    if (type === 'pull') {
      if (waitsForTaking) port.unref();
      else port.ref();
      ready();
    }
    if (type === 'error') fail(value);
  }, fail);
  return stream;
}

function resolvedDeferred() {
  const made = deferred();
  made.resolve(undefined);
  return made;
}
