// The module `perf_hooks` and the global `performance`.
// Observers and histograms are in files of their own; `performance.now()` must stay cheap.
//
// native:
//   now(), timeOrigin           milliseconds since the thread's start, and that start
//   loopTimes()                 [idle, active] milliseconds of the thread's loop
//   createHistogram(lowest, highest, figures), Histogram, RecordableHistogram

const { nodeError, codedError } = require('internal/errors');
const { validateFunction, validateInteger, validateObject } = require('internal/validators');

const inspectCustom = Symbol.for('nodejs.util.inspect.custom');
const kSecret = Symbol('performance');
const { now, timeOrigin } = native;

// Marks and measures in the order of their start.
const entries = [];
let observers;

class PerformanceEntry {
  constructor(secret, name, entryType, startTime, duration, detail) {
    if (secret !== kSecret) throw nodeError('ERR_ILLEGAL_CONSTRUCTOR');
    this.name = name;
    this.entryType = entryType;
    this.startTime = startTime;
    this.duration = duration;
    if (detail !== undefined) this.detail = detail;
  }

  toJSON() {
    return { ...this };
  }
}

class PerformanceMark extends PerformanceEntry {
  constructor(name, options = {}) {
    if (arguments.length === 0) throw nodeError('ERR_MISSING_ARGS', 'name');
    if (options !== null && typeof options === 'object') {
      if (name === 'nodeStart' || MILESTONES.includes(name)) throw nodeError('ERR_INVALID_ARG_VALUE', 'name', name);
    }
    const startTime = options?.startTime ?? now();
    if (startTime < 0) {
      throw codedError('TypeError', 'ERR_PERFORMANCE_INVALID_TIMESTAMP', `${startTime} is not a valid timestamp`);
    }
    const detail = options?.detail == null ? null : structuredClone(options.detail);
    super(kSecret, `${name}`, 'mark', startTime, 0, detail);
  }
}

class PerformanceMeasure extends PerformanceEntry {}

const MILESTONES = ['nodeStart', 'v8Start', 'environment', 'loopStart', 'loopExit', 'bootstrapComplete'];

function add(entry) {
  if (entry.entryType === 'mark' || entry.entryType === 'measure') {
    let at = entries.length;
    while (at > 0 && entries[at - 1].startTime > entry.startTime) at--;
    entries.splice(at, 0, entry);
  }
  observers?.notify(entry);
}

function timeOf(point) {
  if (point === undefined) return undefined;
  if (typeof point === 'number') {
    if (point < 0) {
      throw codedError('TypeError', 'ERR_PERFORMANCE_INVALID_TIMESTAMP', `${point} is not a valid timestamp`);
    }
    return point;
  }
  const name = `${point}`;
  if (MILESTONES.includes(name)) return 0;
  const mark = entries.findLast((entry) => entry.entryType === 'mark' && entry.name === name);
  if (mark === undefined) throw new DOMException(`The "${name}" performance mark has not been set`, 'SyntaxError');
  return mark.startTime;
}

// The share of time that the loop was busy, of this thread or between two earlier answers.
function eventLoopUtilization(first, second) {
  const [idle, active] = native.loopTimes();
  const share = (parts) => {
    const total = parts.idle + parts.active;
    return { idle: parts.idle, active: parts.active, utilization: total === 0 ? 0 : parts.active / total };
  };
  if (second !== undefined) return share({ idle: first.idle - second.idle, active: first.active - second.active });
  if (first !== undefined) return share({ idle: idle - first.idle, active: active - first.active });
  return share({ idle, active });
}

function timerify(fn, options = {}) {
  validateFunction(fn, 'fn');
  validateObject(options, 'options');
  const { histogram } = options;
  function timerified(...args) {
    const start = now();
    const end = (result) => {
      const duration = now() - start;
      histogram?.record(Math.max(1, Math.ceil(duration * 1e6)));
      const entry = new PerformanceEntry(kSecret, fn.name, 'function', start, duration, args);
      for (const [index, arg] of args.entries()) entry[index] = arg;
      add(entry);
      return result;
    };
    const result = new.target ? Reflect.construct(fn, args, fn) : Reflect.apply(fn, this, args);
    if (!new.target && typeof result?.finally === 'function') return result.finally(end);
    return end(result);
  }
  Object.defineProperties(timerified, {
    length: { value: fn.length, configurable: true },
    name: { value: `timerified ${fn.name}`, configurable: true },
  });
  return timerified;
}

class PerformanceNodeTiming extends PerformanceEntry {
  constructor() {
    super(kSecret, 'node', 'node', 0, 0);
    const [idle] = native.loopTimes();
    Object.assign(this, {
      duration: now(), nodeStart: 0, v8Start: 0, bootstrapComplete: 0, environment: 0,
      loopStart: 0, loopExit: -1, idleTime: idle,
    });
  }
}

class Performance extends EventTarget {
  now() {
    return now();
  }

  get timeOrigin() {
    return timeOrigin;
  }

  get nodeTiming() {
    return new PerformanceNodeTiming();
  }

  mark(...args) {
    const mark = new PerformanceMark(...args);
    add(mark);
    return mark;
  }

  measure(name, startOrOptions, endMark) {
    if (arguments.length === 0) throw nodeError('ERR_MISSING_ARGS', 'name');
    const options = startOrOptions !== null && typeof startOrOptions === 'object' ? startOrOptions : { start: startOrOptions, end: endMark };
    const { duration } = options;
    let end = timeOf(options.end);
    if (end === undefined) {
      end = duration !== undefined && options.start !== undefined ? timeOf(options.start) + duration : now();
    }
    let start = timeOf(options.start);
    if (start === undefined) start = duration === undefined ? 0 : end - duration;
    const detail = options.detail == null ? null : structuredClone(options.detail);
    const measure = new PerformanceMeasure(kSecret, `${name}`, 'measure', start, end - start, detail);
    add(measure);
    return measure;
  }

  getEntries() {
    return entries.slice();
  }

  getEntriesByName(name, type) {
    return entries.filter((entry) => entry.name === `${name}` && (type === undefined || entry.entryType === type));
  }

  getEntriesByType(type) {
    return entries.filter((entry) => entry.entryType === `${type}`);
  }

  clearMarks(name) {
    clear('mark', name);
  }

  clearMeasures(name) {
    clear('measure', name);
  }

  clearResourceTimings() {}

  setResourceTimingBufferSize() {}

  timerify(...args) {
    return timerify(...args);
  }

  eventLoopUtilization(...args) {
    return eventLoopUtilization(...args);
  }

  toJSON() {
    return { nodeTiming: this.nodeTiming, timeOrigin, eventLoopUtilization: eventLoopUtilization() };
  }

  [inspectCustom](depth, options, inspect) {
    if (depth < 0) return this;
    return `Performance ${inspect({ nodeTiming: this.nodeTiming, timeOrigin }, options)}`;
  }
}
Object.defineProperty(Performance.prototype, Symbol.toStringTag, { value: 'Performance', configurable: true });

function clear(type, name) {
  for (let at = entries.length - 1; at >= 0; at--) {
    if (entries[at].entryType === type && (name === undefined || entries[at].name === `${name}`)) entries.splice(at, 1);
  }
}

exports.Performance = Performance;
exports.PerformanceEntry = PerformanceEntry;
exports.PerformanceMark = PerformanceMark;
exports.PerformanceMeasure = PerformanceMeasure;
exports.eventLoopUtilization = eventLoopUtilization;
exports.timerify = timerify;
exports.performance = new Performance();

for (const name of ['PerformanceObserver', 'PerformanceObserverEntryList']) {
  Object.defineProperty(exports, name, {
    get: () => (observers ??= require('internal/perf/observer').make(entries))[name],
    enumerable: true,
    configurable: true,
  });
}

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

for (const name of ['createSlidingWindowHistogram', 'importHistogram']) {
  exports[name] = { [name]() {
    throw codedError('Error', 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', `perf_hooks.${name} is not supported by this runtime`);
  } }[name];
}

exports.constants = Object.freeze({
  __proto__: null,
  NODE_PERFORMANCE_GC_MAJOR: 4, NODE_PERFORMANCE_GC_MINOR: 1, NODE_PERFORMANCE_GC_INCREMENTAL: 8,
  NODE_PERFORMANCE_GC_WEAKCB: 16, NODE_PERFORMANCE_GC_FLAGS_NO: 0,
  NODE_PERFORMANCE_GC_FLAGS_CONSTRUCT_RETAINED: 2, NODE_PERFORMANCE_GC_FLAGS_FORCED: 4,
  NODE_PERFORMANCE_GC_FLAGS_SYNCHRONOUS_PHANTOM_PROCESSING: 8,
  NODE_PERFORMANCE_GC_FLAGS_ALL_AVAILABLE_GARBAGE: 16,
  NODE_PERFORMANCE_GC_FLAGS_ALL_EXTERNAL_MEMORY: 32, NODE_PERFORMANCE_GC_FLAGS_SCHEDULE_IDLE: 64,
});
