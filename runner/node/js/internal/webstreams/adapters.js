'use strict';
// Node's streams as the Web's and back: `toWeb` and `fromWeb` of `stream`'s classes.
// It must never buffer more than the two sides ask for.

const { lookup, react, deferred, handled, dictionary, argumentType } = require('internal/webidl');
const { abortError } = require('internal/errors');
const streams = require('internal/webstreams/readable');
const defaults = require('internal/webstreams/default_controller');
const bytes = require('internal/webstreams/byte_controller');
const writables = require('internal/webstreams/writable');
const { extractHighWaterMark, extractSizeAlgorithm } = require('internal/webstreams/queue');
const common = require('internal/streams/common');

const readableObject = (stream) => require('internal/webstreams/readable_class').objectOf(stream);
const writableObject = (stream) => require('internal/webstreams/writable_class').objectOf(stream);
const finished = (...args) => require('internal/streams/finished').finished(...args);

const asBytes = (chunk) => (chunk instanceof Uint8Array && chunk.constructor !== Uint8Array
  ? new Uint8Array(chunk.buffer.slice(chunk.byteOffset, chunk.byteOffset + chunk.byteLength)) : chunk);

// Readable.toWeb(readable, { strategy, type })
exports.readableToWeb = function readableToWeb(readable, options = undefined) {
  if (!common.isNodeStream(readable) || typeof readable._readableState !== 'object') {
    throw argumentType('streamReadable', 'an stream.Readable', readable);
  }
  const { strategy, type } = dictionary(options, 'options');
  const isBytes = type === 'bytes';
  const ops = isBytes ? bytes : defaults;
  const stream = new streams.Readable();
  const { readableObjectMode: objectMode } = readable;
  const settings = {
    pull() {
      readable.resume();
      return Promise.resolve();
    },
    cancel(reason) {
      require('internal/streams/destroy').destroyer(readable, reason);
      return Promise.resolve();
    },
  };
  if (isBytes) {
    settings.highWaterMark = extractHighWaterMark(strategy?.highWaterMark, readable.readableHighWaterMark);
  } else {
    const size = extractSizeAlgorithm(strategy?.size);
    settings.size = size ?? (objectMode ? undefined : (chunk) => chunk.byteLength ?? chunk.length ?? 1);
    settings.highWaterMark = extractHighWaterMark(strategy?.highWaterMark, readable.readableHighWaterMark);
  }
  const controller = ops.setUp(stream, settings);
  if (common.isDestroyed(readable) || common.isReadable(readable) === false) {
    if (common.isReadableFinished(readable) === false) ops.error(controller, readable.errored ?? abortError());
    else ops.close(controller);
    return readableObject(stream);
  }
  readable.pause();
  finished(readable, { writable: false }, (error) => {
    readable.on('error', () => {});
    if (error === undefined || error === null) ops.close(controller);
    else ops.error(controller, error.code === 'ERR_STREAM_PREMATURE_CLOSE' ? abortError(error) : error);
    if (isBytes && controller.pendingPullIntos.length > 0) bytes.respond(controller, 0);
  });
  readable.on('data', (chunk) => {
    if (stream.state !== 'readable') return;
    ops.enqueue(controller, objectMode ? chunk : asBytes(isBytes && typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
    if (ops.desiredSize(controller) <= 0) readable.pause();
  });
  return readableObject(stream);
};

// Readable.fromWeb(readableStream, options)
exports.readableFromWeb = function readableFromWeb(object, options = undefined) {
  const stream = lookup(object, 'ReadableStream');
  if (stream === undefined) throw argumentType('readableStream', 'ReadableStream', object);
  const settings = dictionaryChecked(options);
  const reader = streams.acquireReader(stream);
  const { Readable } = require('stream');
  let over = false;
  const readable = new Readable({
    objectMode: settings.objectMode, highWaterMark: settings.highWaterMark, encoding: settings.encoding, signal: settings.signal,
    read() { readInto(reader, readable); },
    destroy(error, callback) {
      const done = () => process.nextTick(callback, error);
      if (over) done();
      else react(cancelOf(reader, error), done, done);
    },
  });
  react(reader.closed.promise, () => { over = true; }, (error) => {
    over = true;
    readable.destroy(error);
  });
  return readable;
};

// One chunk of the Web's into one of Node's.
function readInto(reader, readable) {
  streams.read(reader, {
    chunk: (chunk) => readable.push(chunk),
    close: () => readable.push(null),
    error: (error) => readable.destroy(error),
  });
}

const cancelOf = (reader, error) =>
  (reader.stream === undefined ? Promise.resolve() : streams.cancel(reader.stream, error));

function dictionaryChecked(options) {
  if (options === undefined) return {};
  require('internal/validators').validateObject(options, 'options');
  return options;
}

// Writable.toWeb(writable)
exports.writableToWeb = function writableToWeb(writable) {
  if (!common.isNodeStream(writable) || typeof writable._writableState !== 'object') {
    throw argumentType('streamWritable', 'an stream.Writable', writable);
  }
  const stream = new writables.Writable();
  const objectMode = writable.writableObjectMode;
  let draining;
  let closing;
  const controller = writables.setUp(stream, {
    write(chunk) {
      try {
        const room = writable.write(!objectMode && chunk instanceof ArrayBuffer ? new Uint8Array(chunk) : chunk);
        if (room && !writable.writableNeedDrain) return Promise.resolve();
      } catch (error) {
        return Promise.reject(error);
      }
      draining = deferred();
      return draining.promise;
    },
    close() {
      if (writable.destroyed) return Promise.resolve();
      closing = deferred();
      writable.end();
      return closing.promise;
    },
    abort(reason) {
      require('internal/streams/destroy').destroyer(writable, reason);
      return Promise.resolve();
    },
    highWaterMark: writable.writableHighWaterMark,
    size: objectMode ? undefined : (chunk) => chunk?.byteLength ?? chunk?.length ?? 1,
  });
  if (common.isDestroyed(writable) || common.isWritable(writable) === false) {
    handled(writables.close(stream));
    return writableObject(stream);
  }
  const drained = () => {
    draining?.resolve(undefined);
    draining = undefined;
  };
  writable.on('drain', drained);
  finished(writable, { readable: false }, (given) => {
    const error = given?.code === 'ERR_STREAM_PREMATURE_CLOSE' ? abortError(given) : given;
    writable.on('error', () => {});
    if (error !== undefined && error !== null) {
      draining?.reject(error);
      draining = undefined;
      closing?.reject(error);
      closing = undefined;
      writables.errorIfNeeded(controller, error);
      return;
    }
    drained();
    if (closing !== undefined) {
      closing.resolve(undefined);
      closing = undefined;
      return;
    }
    writables.errorIfNeeded(controller, abortError());
  });
  return writableObject(stream);
};

// Writable.fromWeb(writableStream, options)
exports.writableFromWeb = function writableFromWeb(object, options = undefined) {
  const stream = lookup(object, 'WritableStream');
  if (stream === undefined) throw argumentType('writableStream', 'WritableStream', object);
  const settings = dictionaryChecked(options);
  const writer = writables.acquireWriter(stream);
  const { Writable } = require('stream');
  const writable = new Writable({ ...writing(writer, () => writable), ...settings });
  react(writer.closed.promise, () => {
    writer.over = true;
    if (!writable.writableEnded && !writable.destroyed) writable.destroy(require('internal/errors').nodeError('ERR_STREAM_PREMATURE_CLOSE'));
  }, (error) => {
    writer.over = true;
    writable.destroy(error);
  });
  return writable;
};

// The methods of a Writable of Node's over a writer.
function writing(writer, self) {
  return {
    write(chunk, encoding, callback) {
      if (typeof chunk === 'string' && self()._writableState.decodeStrings && !self().writableObjectMode) {
        chunk = Buffer.from(chunk, encoding);
      }
      react(writer.ready.promise, () => react(writables.write(writer, chunk), () => callback(), (error) => callback(error)),
        (error) => callback(error));
    },
    final(callback) {
      if (writer.over || writer.stream === undefined) {
        callback();
        return;
      }
      react(writables.closeWithErrorPropagation(writer), () => callback(), (error) => callback(error));
    },
    destroy(error, callback) {
      const done = () => process.nextTick(callback, error);
      if (writer.over || writer.stream === undefined) {
        done();
        return;
      }
      const end = error === null ? writables.closeWithErrorPropagation(writer) : writables.abort(writer.stream, error);
      react(end, done, done);
    },
  };
}

// Duplex.toWeb(duplex, { readableType })
exports.duplexToWeb = function duplexToWeb(duplex, options = undefined) {
  if (!duplex || typeof duplex._writableState !== 'object' || typeof duplex._readableState !== 'object') {
    throw argumentType('duplex', 'an stream.Duplex', duplex);
  }
  const { readableType, type } = dictionary(options, 'options');
  return {
    writable: exports.writableToWeb(duplex),
    readable: exports.readableToWeb(duplex, { type: readableType ?? type }),
  };
};

// Duplex.fromWeb({ readable, writable }, options)
exports.duplexFromWeb = function duplexFromWeb(pair, options = undefined) {
  require('internal/validators').validateObject(pair, 'pair');
  const readableStream = lookup(pair.readable, 'ReadableStream');
  if (readableStream === undefined) throw argumentType('pair.readable', 'ReadableStream', pair.readable);
  const writableStream = lookup(pair.writable, 'WritableStream');
  if (writableStream === undefined) throw argumentType('pair.writable', 'WritableStream', pair.writable);
  const settings = dictionaryChecked(options);
  const reader = streams.acquireReader(readableStream);
  const writer = writables.acquireWriter(writableStream);
  const { Duplex } = require('stream');
  let over = false;
  const side = writing(writer, () => duplex);
  const duplex = new Duplex({
    ...settings,
    write: side.write,
    final: side.final,
    read() { readInto(reader, duplex); },
    destroy(error, callback) {
      side.destroy.call(duplex, error, () => {
        const done = () => callback(error);
        if (over) done();
        else react(cancelOf(reader, error), done, done);
      });
    },
  });
  react(writer.closed.promise, () => { writer.over = true; }, (error) => {
    writer.over = true;
    duplex.destroy(error);
  });
  react(reader.closed.promise, () => { over = true; }, (error) => {
    over = true;
    duplex.destroy(error);
  });
  return duplex;
};


// A stream of Node's over one of the Web's, for `pipeline` and `Duplex.from`.
exports.nodeStreamOf = function nodeStreamOf(object, options) {
  if (lookup(object, 'ReadableStream') !== undefined) return exports.readableFromWeb(object, options);
  if (lookup(object, 'WritableStream') !== undefined) return exports.writableFromWeb(object, options);
  return exports.duplexFromWeb({ readable: object.readable, writable: object.writable }, options);
};

// Errors a stream of the Web's when the signal is aborted.
exports.errorOnAbort = function errorOnAbort(signal, object) {
  const fail = () => {
    const error = abortError(signal.reason);
    const readable = lookup(object, 'ReadableStream');
    if (readable === undefined) {
      writables.errorIfNeeded(lookup(object, 'WritableStream').controller, error);
      return;
    }
    const ops = readable.controller instanceof bytes.ByteController ? bytes : defaults;
    ops.error(readable.controller, error);
  };
  if (signal.aborted) fail();
  else signal.addEventListener('abort', fail, { once: true });
  return object;
};

// `finished` of a stream of the Web's.
exports.finished = function finishedWeb(object, { signal } = {}, callback) {
  const readable = lookup(object, 'ReadableStream');
  const writable = lookup(object, 'WritableStream');
  if (readable === undefined && writable === undefined) {
    throw argumentType('stream', ['ReadableStream', 'WritableStream', 'Stream'], object);
  }
  const over = readable === undefined ? writables.closing(writable) : streams.closing(readable);
  let wanted = true;
  const tell = (...args) => {
    if (wanted) process.nextTick(() => callback.apply(object, args));
    wanted = false;
  };
  const abort = () => tell(abortError(signal.reason));
  if (signal?.aborted) abort();
  else signal?.addEventListener('abort', abort, { once: true });
  react(over, () => tell(), (error) => tell(error));
  return () => { wanted = false; };
};
