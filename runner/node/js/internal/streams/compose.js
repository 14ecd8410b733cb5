'use strict';
// stream.compose: several streams as one Duplex, written at the first, read at the last.

const { nodeError } = require('internal/errors');
const common = require('internal/streams/common');
const { duplexify, pair } = require('internal/streams/duplexify');
const { pipeline } = require('internal/streams/pipeline');

exports.compose = function compose(...streams) {
  if (streams.length === 0) throw nodeError('ERR_MISSING_ARGS', 'streams');
  if (streams.length === 1) return duplexify(streams[0], 'streams[0]');
  const all = streams.map((stream, at) => (common.isNodeStream(stream) ? stream : duplexify(stream, `streams[${at}]`)));
  all.forEach((stream, at) => {
    if (at < all.length - 1 && !common.isReadableStream(stream)) {
      throw nodeError('ERR_INVALID_ARG_VALUE', `streams[${at}]`, streams[at], 'must be readable');
    }
    if (at > 0 && !common.isWritableStream(stream)) {
      throw nodeError('ERR_INVALID_ARG_VALUE', `streams[${at}]`, streams[at], 'must be writable');
    }
  });
  const [head] = all;
  const tail = all[all.length - 1];
  const duplex = pair({
    readable: common.isReadableStream(tail) ? tail : false,
    writable: common.isWritableStream(head) ? head : false,
  });
  pipeline(...all, (error) => {
    if (error) duplex.destroy(error);
  });
  return duplex;
};
