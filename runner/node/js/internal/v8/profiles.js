'use strict';
// Profiles of this thread for `v8`, and the options that they share with those of a Worker.
// How a profile is taken is not known here.
//
// native:
//   startCpu(milliseconds, samples)      the number of the profile
//   stopCpu(number)                      its text
//   startHeap(bytes, frames, collects)   the code of the error that refuses it, or undefined
//   stopHeap()                           its text

const { codedError } = require('internal/errors');
const { validateBoolean, validateInteger, validateInt32, validateNumber, validateObject } = require('internal/validators');

const MAX_SAMPLES = 2 ** 32 - 1;

// The arguments of a native `startCpu`.
exports.cpuOptions = function cpuOptions(options = {}) {
  validateObject(options, 'options');
  const { sampleInterval = 0, maxBufferSize = MAX_SAMPLES } = options;
  validateNumber(sampleInterval, 'options.sampleInterval', 0, (2 ** 31 - 1) / 1000);
  validateNumber(maxBufferSize, 'options.maxBufferSize', 1, MAX_SAMPLES);
  return [sampleInterval, maxBufferSize];
};

// The arguments of a native `startHeap`. Bytes are counted whether they have been freed or not, so
// the options that ask for collected objects change nothing.
exports.heapOptions = function heapOptions(options = {}) {
  validateObject(options, 'options');
  const { sampleInterval = 512 * 1024, stackDepth = 16, forceGC = false } = options;
  validateInteger(sampleInterval, 'options.sampleInterval', 1);
  validateInt32(stackDepth, 'options.stackDepth', 0);
  validateBoolean(forceGC, 'options.forceGC');
  for (const name of ['includeObjectsCollectedByMajorGC', 'includeObjectsCollectedByMinorGC']) {
    if (options[name] !== undefined) validateBoolean(options[name], `options.${name}`);
  }
  return [sampleInterval, stackDepth, forceGC];
};

exports.heapRefusal = function heapRefusal(code, started) {
  const missing = 'a heap profile is not supported by a program without a counting allocator';
  return codedError('Error', code, code === 'ERR_HEAP_PROFILE_HAVE_BEEN_STARTED' ? started : missing);
};

class SyncCPUProfileHandle {
  #number;
  constructor(number) { this.#number = number; }
  stop() {
    const number = this.#number;
    this.#number = 0;
    return native.stopCpu(number);
  }
  [Symbol.dispose]() { this.stop(); }
}

class SyncHeapProfileHandle {
  #stopped = false;
  stop() {
    if (this.#stopped) return undefined;
    this.#stopped = true;
    return native.stopHeap();
  }
  [Symbol.dispose]() { this.stop(); }
}

exports.startCpuProfile = function startCpuProfile(options) {
  return new SyncCPUProfileHandle(native.startCpu(...exports.cpuOptions(options)));
};

exports.startHeapProfile = function startHeapProfile(options) {
  const refused = native.startHeap(...exports.heapOptions(options));
  if (refused !== undefined) throw exports.heapRefusal(refused, 'Heap profile has been started');
  return new SyncHeapProfileHandle();
};
