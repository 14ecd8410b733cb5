'use strict';
// Queues with sizes, and the strategies that say what a chunk weighs (Streams, 7 and 8.1).
// It must never know which stream it serves.

const { argumentType, argumentValue, rangeValue, dictionary } = require('internal/webidl');

// A first-in, first-out list whose ends both cost little.
class Queue {
  constructor() {
    this.items = [];
    this.first = 0;
  }

  get length() { return this.items.length - this.first; }

  push(item) { this.items.push(item); }

  peek() { return this.items[this.first]; }

  shift() {
    const item = this.items[this.first];
    this.items[this.first++] = undefined;
    if (this.first > 32 && this.first * 2 > this.items.length) {
      this.items = this.items.slice(this.first);
      this.first = 0;
    }
    return item;
  }

  // Takes out what `same` says is it.
  remove(item) {
    const at = this.items.indexOf(item, this.first);
    if (at >= 0) this.items.splice(at, 1);
  }

  clear() {
    const items = this.items.slice(this.first);
    this.items = [];
    this.first = 0;
    return items;
  }
}

exports.Queue = Queue;

// 8.1.1 EnqueueValueWithSize
exports.enqueueValueWithSize = function enqueueValueWithSize(container, value, size) {
  const weight = Number(size);
  if (!(weight >= 0) || weight === Infinity) throw rangeValue('size', size);
  container.queue.push({ value, size: weight });
  container.queueTotalSize += weight;
};

// 8.1.2 DequeueValue
exports.dequeueValue = function dequeueValue(container) {
  const { value, size } = container.queue.shift();
  container.queueTotalSize = Math.max(0, container.queueTotalSize - size);
  return value;
};

// 8.1.4 ResetQueue
exports.resetQueue = function resetQueue(container) {
  container.queue.clear();
  container.queueTotalSize = 0;
};

// 7.4 ExtractHighWaterMark
exports.extractHighWaterMark = function extractHighWaterMark(value, defaultMark) {
  if (value === undefined) return defaultMark;
  const mark = Number(value);
  if (Number.isNaN(mark) || mark < 0) throw rangeValue('strategy.highWaterMark', value);
  return mark;
};

// 7.4 ExtractSizeAlgorithm
exports.extractSizeAlgorithm = function extractSizeAlgorithm(size) {
  if (size === undefined) return undefined;
  if (typeof size !== 'function') throw argumentType('strategy.size', 'function', size);
  return (chunk) => Reflect.apply(size, undefined, [chunk]);
};

// What a strategy says; its getters run once, in the order of their names (Web IDL, 3.2.17).
exports.readStrategy = function readStrategy(strategy, name = 'strategy') {
  const { highWaterMark, size } = dictionary(strategy, name);
  return { highWaterMark, size };
};

// A callback of an underlying source or sink; `undefined` if there is none.
exports.readCallback = function readCallback(holder, key, name) {
  const callback = holder[key];
  if (callback !== undefined && typeof callback !== 'function') {
    throw argumentType(`${name}.${key}`, 'function', callback);
  }
  return callback;
};

exports.badProperty = (name, value) => argumentValue(name, value);
