'use strict';
// The `stream` module.

const { Stream } = require('internal/streams/legacy');
const { Readable } = require('internal/streams/readable');
const { Writable } = require('internal/streams/writable');
const { Duplex } = require('internal/streams/duplex');
const { Transform, PassThrough } = require('internal/streams/transform');
const common = require('internal/streams/common');

module.exports = Stream;

Stream.isDestroyed = common.isDestroyed;
Stream.isDisturbed = common.isDisturbed;
Stream.isErrored = common.isErrored;
Stream.isReadable = common.isReadable;
Stream.isWritable = common.isWritable;
Stream.Readable = Readable;
Stream.Writable = Writable;
Stream.Duplex = Duplex;
Stream.Transform = Transform;
Stream.PassThrough = PassThrough;

Stream.duplexPair = function duplexPair(options) {
  return require('internal/streams/duplex_pair').duplexPair(options);
};
Stream.pipeline = function pipeline(...streams) {
  return require('internal/streams/pipeline').pipeline(...streams);
};
Stream.addAbortSignal = function addAbortSignal(signal, stream) {
  return require('internal/streams/abort').addAbortSignalChecked(signal, stream);
};
Stream.finished = function finished(stream, options, callback) {
  return require('internal/streams/finished').finished(stream, options, callback);
};
Stream.destroy = function destroy(stream, error) {
  return require('internal/streams/destroy').destroyer(stream, error);
};
Stream.compose = function compose(...streams) {
  return require('internal/streams/compose').compose(...streams);
};
Stream.setDefaultHighWaterMark = common.setDefaultHighWaterMark;
Stream.getDefaultHighWaterMark = common.getDefaultHighWaterMark;

Object.defineProperty(Stream, 'promises', {
  configurable: true,
  enumerable: true,
  get: () => require('stream/promises'),
});
for (const [name, promised] of [['pipeline', 'pipeline'], ['finished', 'finished']]) {
  Object.defineProperty(Stream[name], Symbol.for('nodejs.util.promisify.custom'), {
    enumerable: true,
    configurable: true,
    get: () => require('stream/promises')[promised],
  });
}

Stream.Stream = Stream;
Stream._isArrayBufferView = ArrayBuffer.isView;
Stream._isUint8Array = (value) => value instanceof Uint8Array;
Stream._uint8ArrayToBuffer = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
