'use strict';
// ByteLengthQueuingStrategy and CountQueuingStrategy (Streams, 7.2 and 7.3).

const { create, check, define, form, inspectable, argumentType } = require('internal/webidl');
const { codedError } = require('internal/errors');

// One function for all objects of a class, as the standard says.
const count = { size() { return 1; } }.size;
const byteLength = { size(chunk) { return chunk.byteLength; } }.size;

function readInit(init) {
  if (init === null || (typeof init !== 'object' && typeof init !== 'function')) throw argumentType('init', 'Object', init);
  const { highWaterMark } = init;
  if (highWaterMark === undefined) {
    throw codedError('TypeError', 'ERR_MISSING_OPTION', 'init.highWaterMark is required');
  }
  return Number(highWaterMark);
}

class ByteLengthQueuingStrategy {
  constructor(init) {
    const state = { brand: 'ByteLengthQueuingStrategy', highWaterMark: readInit(init) };
    return create(new.target, ByteLengthQueuingStrategy, form.plain, state);
  }

  get highWaterMark() { return check(this, 'ByteLengthQueuingStrategy').highWaterMark; }

  get size() {
    check(this, 'ByteLengthQueuingStrategy');
    return byteLength;
  }
}

class CountQueuingStrategy {
  constructor(init) {
    const state = { brand: 'CountQueuingStrategy', highWaterMark: readInit(init) };
    return create(new.target, CountQueuingStrategy, form.plain, state);
  }

  get highWaterMark() { return check(this, 'CountQueuingStrategy').highWaterMark; }

  get size() {
    check(this, 'CountQueuingStrategy');
    return count;
  }
}

for (const Class of [ByteLengthQueuingStrategy, CountQueuingStrategy]) {
  define(Class);
  inspectable(Class, (strategy) => ({ highWaterMark: strategy.highWaterMark }));
}

exports.ByteLengthQueuingStrategy = ByteLengthQueuingStrategy;
exports.CountQueuingStrategy = CountQueuingStrategy;
