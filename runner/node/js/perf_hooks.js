// The module `perf_hooks`: the global `performance`, its timeline, and histograms.
// It must define nothing that the timeline or the observer defines.
//
// native:
//   performance, Performance    the global object and its class
//   now(), timeOrigin           milliseconds since the thread's start, and that start
//   idleTime(), eventLoopUtilization(first, second)
//   createHistogram(lowest, highest, figures), Histogram, RecordableHistogram

const { nodeError } = require('internal/errors');
const { refuse } = require('internal/refusing');
const { validateInteger, validateObject } = require('internal/validators');

exports.performance = native.performance;
exports.Performance = native.Performance;
exports.eventLoopUtilization = native.eventLoopUtilization;

function lazily(names, load) {
  for (const name of names) {
    Object.defineProperty(exports, name, { get: () => load()[name], enumerable: true, configurable: true });
  }
}
const timeline = () => require('internal/perf/timeline');
lazily(['PerformanceEntry', 'PerformanceMark', 'PerformanceMeasure', 'timerify'], timeline);
lazily(['PerformanceObserver', 'PerformanceObserverEntryList'], () => timeline().observing());

exports.createHistogram = function createHistogram(options = {}) {
  validateObject(options, 'options');
  const { lowest = 1, highest = Number.MAX_SAFE_INTEGER, figures = 3 } = options;
  if (typeof lowest !== 'bigint') validateInteger(lowest, 'options.lowest', 1);
  if (typeof highest !== 'bigint') {
    validateInteger(highest, 'options.highest');
    if (highest < 2 * Number(lowest)) {
      throw nodeError('ERR_OUT_OF_RANGE', 'options.highest', `>= 2 * options.lowest (${2n * BigInt(lowest)}n)`, highest);
    }
  }
  validateInteger(figures, 'options.figures', 1, 5);
  return native.createHistogram(lowest, highest, figures);
};

exports.monitorEventLoopDelay = function monitorEventLoopDelay(options = {}) {
  validateObject(options, 'options');
  const { resolution = 10 } = options;
  validateInteger(resolution, 'options.resolution', 1);
  return require('internal/perf/delay').monitor(native, resolution);
};

refuse(exports, 'perf_hooks', 'createSlidingWindowHistogram importHistogram');

exports.constants = Object.freeze({
  __proto__: null,
  NODE_PERFORMANCE_GC_MAJOR: 4, NODE_PERFORMANCE_GC_MINOR: 1, NODE_PERFORMANCE_GC_INCREMENTAL: 8,
  NODE_PERFORMANCE_GC_WEAKCB: 16, NODE_PERFORMANCE_GC_FLAGS_NO: 0,
  NODE_PERFORMANCE_GC_FLAGS_CONSTRUCT_RETAINED: 2, NODE_PERFORMANCE_GC_FLAGS_FORCED: 4,
  NODE_PERFORMANCE_GC_FLAGS_SYNCHRONOUS_PHANTOM_PROCESSING: 8,
  NODE_PERFORMANCE_GC_FLAGS_ALL_AVAILABLE_GARBAGE: 16,
  NODE_PERFORMANCE_GC_FLAGS_ALL_EXTERNAL_MEMORY: 32, NODE_PERFORMANCE_GC_FLAGS_SCHEDULE_IDLE: 64,
});
