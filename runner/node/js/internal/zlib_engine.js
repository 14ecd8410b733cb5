'use strict';
// Compression without a stream of Node's around it: what the Web's streams use.
//
// native: as for `zlib`, and
//   make(form, level, windowBits, dictionary, strict)   strict: one member and nothing after it
//   trailing(stream)                                    whether there was data after the end

const { codedError } = require('internal/errors');

const NO_FLUSH = 0;
const FINISH = 4;
const NOTHING = new Uint8Array(0);

// `write` and `end` give what came out to `push`, and throw what was wrong after that.
exports.engine = function engine(form, strict) {
  const stream = native.make(form, -1, 15, undefined, strict);
  const step = (bytes, flush, push) => {
    const made = native.write(stream, bytes, flush, Number.MAX_SAFE_INTEGER);
    if (Array.isArray(made)) throw codedError('TypeError', made[0], '');
    if (made.length > 0) push(new Uint8Array(made.buffer.slice(made.byteOffset, made.byteOffset + made.byteLength)));
    if (strict && native.trailing(stream)) {
      throw codedError('TypeError', 'ERR_TRAILING_JUNK_AFTER_STREAM_END',
        'Trailing junk found after the end of the compressed stream');
    }
  };
  return {
    write: (bytes, push) => step(bytes, NO_FLUSH, push),
    end: (push) => step(NOTHING, FINISH, push),
  };
};
