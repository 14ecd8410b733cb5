'use strict';
// A signal that destroys a stream.

const { abortError, nodeError } = require('internal/errors');

exports.addAbortSignal = function addAbortSignal(signal, stream) {
  const abort = () => stream.destroy(abortError(signal.reason));
  if (signal.aborted) {
    abort();
  } else {
    const { dispose } = listen(signal, abort);
    require('internal/streams/finished').finished(stream, dispose);
  }
  return stream;
};

function listen(signal, listener) {
  signal.addEventListener('abort', listener, { once: true });
  return { dispose: () => signal.removeEventListener('abort', listener) };
}

exports.addAbortSignalChecked = function addAbortSignalChecked(signal, stream) {
  if (signal === undefined || signal === null || typeof signal !== 'object' || !('aborted' in signal)) {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'signal', 'AbortSignal', signal);
  }
  const common = require('internal/streams/common');
  if (!common.isNodeStream(stream) && common.isWebStream(stream)) {
    return require('internal/webstreams/adapters').errorOnAbort(signal, stream);
  }
  if (!common.isNodeStream(stream)) {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }
  return exports.addAbortSignal(signal, stream);
};
