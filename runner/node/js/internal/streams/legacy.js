'use strict';
// Stream, the constructor that every stream inherits from, and its old `pipe`.

const EventEmitter = require('events');

function Stream(options) {
  EventEmitter.call(this, options);
}
Object.setPrototypeOf(Stream.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Stream, EventEmitter);

// For streams that are only emitters of 'data', 'end' and 'close'.
Stream.prototype.pipe = function pipe(dest, options) {
  const source = this;
  const onData = (chunk) => {
    if (dest.writable && dest.write(chunk) === false) source.pause?.();
  };
  const onDrain = () => {
    if (source.readable) source.resume?.();
  };
  let ended = false;
  const onEnd = () => {
    if (ended) return;
    ended = true;
    dest.end();
  };
  const onClose = () => {
    if (ended) return;
    ended = true;
    if (typeof dest.destroy === 'function') dest.destroy();
  };
  const stop = () => {
    source.removeListener('data', onData);
    dest.removeListener('drain', onDrain);
    for (const listener of [onEnd, stop]) source.removeListener('end', listener);
    for (const listener of [onClose, stop]) source.removeListener('close', listener);
    source.removeListener('error', onError);
    dest.removeListener('error', onError);
    dest.removeListener('close', stop);
  };
  function onError(error) {
    stop();
    if (this.listenerCount('error') === 0) this.emit('error', error);
  }
  source.on('data', onData);
  dest.on('drain', onDrain);
  if (!dest._isStdio && options?.end !== false) {
    source.on('end', onEnd);
    source.on('close', onClose);
  }
  source.prependListener('error', onError);
  dest.prependListener('error', onError);
  source.on('end', stop);
  source.on('close', stop);
  dest.on('close', stop);
  dest.emit('pipe', source);
  return dest;
};

exports.Stream = Stream;
