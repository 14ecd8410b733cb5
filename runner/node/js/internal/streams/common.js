'use strict';
// What readable and writable sides share: high-water marks, construction, and asking a
// stream of any make what state it is in.

const { nodeError } = require('internal/errors');

const defaults = { bytes: 64 * 1024, objects: 16 };

exports.getDefaultHighWaterMark = (objectMode) => (objectMode ? defaults.objects : defaults.bytes);
exports.setDefaultHighWaterMark = (objectMode, value) => {
  require('internal/validators').validateInteger(value, 'value', 0);
  if (objectMode) defaults.objects = value;
  else defaults.bytes = value;
};

// The limit of one side; a Duplex has options for each.
exports.highWaterMark = function highWaterMark(options, objectMode, sideOption, isDuplex) {
  const mark = options?.highWaterMark ?? (isDuplex ? options?.[sideOption] : undefined);
  if (mark === undefined || mark === null) return exports.getDefaultHighWaterMark(objectMode);
  if (!Number.isInteger(mark) || mark < 0) {
    throw nodeError('ERR_INVALID_ARG_VALUE', `options.${isDuplex ? sideOption : 'highWaterMark'}`, mark);
  }
  return mark;
};

const isObject = (value) => value !== null && typeof value === 'object';

exports.isReadableStream = (value) => Boolean(
  value && typeof value.pipe === 'function' && typeof value.on === 'function' &&
  (!value._writableState || value._readableState?.readable !== false) &&
  (!value._writableState || value._readableState));
exports.isWritableStream = (value) => Boolean(
  value && typeof value.write === 'function' && typeof value.on === 'function' &&
  (!value._readableState || value._writableState?.writable !== false));
exports.isDuplexStream = (value) => Boolean(
  value && typeof value.pipe === 'function' && value._readableState && typeof value.on === 'function' &&
  typeof value.write === 'function');
exports.isNodeStream = (value) => Boolean(value && (value._readableState || value._writableState ||
  (typeof value.write === 'function' && typeof value.on === 'function') ||
  (typeof value.pipe === 'function' && typeof value.on === 'function')));
exports.isIterable = (value) => isObject(value) &&
  (typeof value[Symbol.asyncIterator] === 'function' || typeof value[Symbol.iterator] === 'function');
exports.isWebStream = (value) => isObject(value) &&
  (typeof value.getReader === 'function' || typeof value.getWriter === 'function' ||
    (isObject(value.readable) && isObject(value.writable) && typeof value.readable.getReader === 'function'));

exports.isDestroyed = (stream) => {
  if (!exports.isNodeStream(stream)) return null;
  const state = stream._writableState ?? stream._readableState;
  return Boolean(stream.destroyed || state?.destroyed);
};

exports.isReadableFinished = (stream, strict) => {
  if (!exports.isReadableStream(stream)) return null;
  const state = stream._readableState;
  if (state?.errored) return false;
  if (typeof state?.endEmitted !== 'boolean') return null;
  return Boolean(state.endEmitted || (strict === false && state.ended === true && state.length === 0));
};

exports.isWritableFinished = (stream, strict) => {
  if (!exports.isWritableStream(stream)) return null;
  if (stream.writableFinished === true) return true;
  const state = stream._writableState;
  if (state?.errored) return false;
  if (typeof state?.finished !== 'boolean') return null;
  return Boolean(state.finished || (strict === false && state.ended === true && state.length === 0));
};

// What a stream of the Web's says of itself.
const webState = (stream, name) => (isObject(stream) ? stream[Symbol.for(`nodejs.stream.${name}`)] : undefined);

exports.isReadable = (stream) => {
  const known = webState(stream, 'readable');
  if (known !== undefined) return known;
  if (stream && typeof stream.readable !== 'boolean') return null;
  if (exports.isDestroyed(stream)) return false;
  return exports.isReadableStream(stream) && stream.readable && !exports.isReadableFinished(stream);
};

exports.isWritable = (stream) => {
  const known = webState(stream, 'writable');
  if (known !== undefined) return known;
  if (stream && typeof stream.writable !== 'boolean') return null;
  if (exports.isDestroyed(stream)) return false;
  return exports.isWritableStream(stream) && stream.writable && !stream._writableState?.ending;
};

exports.isErrored = (stream) => Boolean(stream && (webState(stream, 'errored') ?? stream._readableState?.errored ?? stream._writableState?.errored ??
  stream.readableErrored ?? stream.writableErrored));

exports.isDisturbed = (stream) =>
  Boolean(stream && (webState(stream, 'disturbed') ?? stream.readableDidRead ?? (stream.readableDidRead || stream.readableAborted)));

exports.isClosed = (stream) => {
  if (!exports.isNodeStream(stream)) return null;
  if (typeof stream.closed === 'boolean') return stream.closed;
  const { _writableState: w, _readableState: r } = stream;
  if (typeof w?.closed === 'boolean' || typeof r?.closed === 'boolean') return Boolean(w?.closed || r?.closed);
  if (typeof stream._closed === 'boolean') return stream._closed;
  return null;
};

exports.willEmitClose = (stream) => {
  const state = stream._writableState ?? stream._readableState;
  return Boolean(state && state.autoDestroy && state.emitClose && state.closed === false);
};
