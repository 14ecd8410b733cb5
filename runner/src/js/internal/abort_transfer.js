'use strict';
// The two ends of an abort signal that has moved: neither holds its event loop.
//
// native:
//   mark(signal)            lets it be transferred
//   abort(signal, reason)   aborts a signal without a controller

const { MessageChannel } = require('worker_threads');

// The port that the receiver gets; the other one tells it of the abort.
exports.send = function send(signal) {
  const { port1, port2 } = new MessageChannel();
  port1.unref();
  signal.addEventListener('abort', () => {
    port1.postMessage(signal.reason);
    port1.close();
  }, { once: true });
  return port2;
};

exports.receive = function receive(port, signal) {
  port.onmessage = ({ data }) => {
    native.abort(signal, data);
    port.close();
  };
  port.unref();
};

exports.transferableAbortSignal = function transferableAbortSignal(signal) {
  return native.mark(signal);
};

exports.transferableAbortController = function transferableAbortController() {
  const controller = new AbortController();
  native.mark(controller.signal);
  return controller;
};
