// The timeline of `performance`: marks, measures, timed functions.
// The clock is native; this must be compiled only for a script that uses the timeline.
//
// native: the same as `perf_hooks`.

const { nodeError, codedError, unsupported } = require('internal/errors');
const { validateFunction, validateObject } = require('internal/validators');

const kSecret = Symbol('performance');
const { now } = native;

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
    Object.assign(this, {
      duration: now(), nodeStart: 0, v8Start: 0, bootstrapComplete: 0, environment: 0,
      loopStart: 0, loopExit: -1, idleTime: native.idleTime(),
    });
  }
}

exports.nodeTiming = () => new PerformanceNodeTiming();

exports.mark = function mark(...args) {
  const made = new PerformanceMark(...args);
  add(made);
  return made;
};

exports.measure = function measure(name, startOrOptions, endMark) {
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
  const made = new PerformanceMeasure(kSecret, `${name}`, 'measure', start, end - start, detail);
  add(made);
  return made;
};

exports.getEntries = () => entries.slice();
exports.getEntriesByName = (name, type) =>
  entries.filter((entry) => entry.name === `${name}` && (type === undefined || entry.entryType === type));
exports.getEntriesByType = (type) => entries.filter((entry) => entry.entryType === `${type}`);
exports.clearMarks = (name) => clear('mark', name);
exports.clearMeasures = (name) => clear('measure', name);
// No resource is ever timed here: there is nothing to clear, and no buffer to size.
exports.clearResourceTimings = () => undefined;
exports.setResourceTimingBufferSize = () => undefined;
exports.markResourceTiming = () => {
  throw unsupported('performance.markResourceTiming');
};
exports.toJSON = () => ({
  nodeTiming: exports.nodeTiming(), timeOrigin: native.timeOrigin, eventLoopUtilization: native.eventLoopUtilization(),
});
exports.timerify = timerify;
exports.PerformanceEntry = PerformanceEntry;
exports.PerformanceMark = PerformanceMark;
exports.PerformanceMeasure = PerformanceMeasure;
exports.observing = () => (observers ??= require('internal/perf/observer').make(entries));

function clear(type, name) {
  for (let at = entries.length - 1; at >= 0; at--) {
    if (entries[at].entryType === type && (name === undefined || entries[at].name === `${name}`)) entries.splice(at, 1);
  }
}
