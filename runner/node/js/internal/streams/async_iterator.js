'use strict';
// `for await` over a Readable: one chunk at a time, the stream destroyed at the end.

const { finished } = require('internal/streams/finished');
const { destroyer } = require('internal/streams/destroy');

exports.iterate = function iterate(stream, options) {
  const iterator = chunks(stream, options);
  iterator.stream = stream;
  return iterator;
};

async function* chunks(stream, options) {
  let wake = () => {};
  const poke = () => {
    const call = wake;
    wake = () => {};
    call();
  };
  const readableOnce = () => new Promise((resolve) => { wake = resolve; });
  stream.on('readable', poke);

  let error;
  let isOver = false;
  const stop = finished(stream, { writable: false }, (failure) => {
    isOver = true;
    error = failure;
    poke();
  });
  try {
    for (;;) {
      const chunk = stream.destroyed ? null : stream.read();
      if (chunk !== null) yield chunk;
      else if (error) throw error;
      else if (isOver) return;
      else await readableOnce();
    }
  } catch (thrown) {
    error = error ?? thrown;
    throw error;
  } finally {
    const keeps = options?.destroyOnReturn === false;
    if ((error || !keeps) && (error === undefined || stream._readableState.autoDestroy)) {
      destroyer(stream, error ?? (isOver ? undefined : null));
    } else {
      stream.removeListener('readable', poke);
      stop();
    }
  }
}
