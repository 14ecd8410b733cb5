'use strict';
// `stream/promises`: finished and pipeline as promises.

exports.finished = function finished(stream, options) {
  return require('internal/streams/finished').finishedPromise(stream, options);
};

exports.pipeline = function pipeline(...streams) {
  return require('internal/streams/pipeline').pipelinePromise(...streams);
};
