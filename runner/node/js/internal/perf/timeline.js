// The timeline of `performance`: marks, measures, timed functions.
// The clock is native; this must be compiled only for a script that uses the timeline.
//
// native: the same as `perf_hooks`.

const { nodeError, codedError, unsupported } = require('internal/errors');
const { validateFunction, validateNumber, validateObject, validateString } = require('internal/validators');

const kSecret = Symbol('performance');
const { now } = native;

// Marks and measures in the order of their start.
const entries = [];
let observers;

class PerformanceEntry {
  #name;
  #entryType;
  #startTime;
  #duration;
  #detail;

  constructor(secret, name, entryType, startTime, duration, detail) {
    if (secret !== kSecret) throw nodeError('ERR_ILLEGAL_CONSTRUCTOR');
    this.#name = name;
    this.#entryType = entryType;
    this.#startTime = startTime;
    this.#duration = duration;
    this.#detail = detail;
  }

  get name() { return this.#name; }
  get entryType() { return this.#entryType; }
  get startTime() { return this.#startTime; }
  get duration() { return this.#duration; }

  toJSON() {
    const shown = { name: this.name, entryType: this.entryType, startTime: this.startTime, duration: this.duration };
    if (this.#detail !== undefined) shown.detail = this.#detail;
    return shown;
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
    if (depth < 0) return this;
    return `${this.constructor.name} ${inspect(this.toJSON(), { ...options, depth: options.depth === null ? null : options.depth - 1 })}`;
  }

  static detailOf(entry) { return entry.#detail; }
}
const { detailOf } = PerformanceEntry;
delete PerformanceEntry.detailOf;

// Attributes of the Web are listed, and a class has its name as a tag.
function webClass(Class, attributes, tag = true) {
  for (const name of attributes) Object.defineProperty(Class.prototype, name, { enumerable: true });
  if (tag) Object.defineProperty(Class.prototype, Symbol.toStringTag, { value: Class.name, configurable: true });
}
webClass(PerformanceEntry, ['name', 'entryType', 'startTime', 'duration', 'toJSON'], false);

// What this runtime made of a call, as Node's own entries are.
class PerformanceNodeEntry extends PerformanceEntry {
  get detail() { return detailOf(this); }
}
webClass(PerformanceNodeEntry, ['detail'], false);

class PerformanceMark extends PerformanceEntry {
  constructor(name, options = {}) {
    if (arguments.length === 0) throw nodeError('ERR_MISSING_ARGS', 'name');
    if (options !== undefined && options !== null && typeof options !== 'object') {
      throw nodeError('ERR_INVALID_ARG_TYPE', 'options', 'Object', options);
    }
    if (options !== null && typeof options === 'object') {
      if (name === 'nodeStart' || MILESTONES.includes(name)) throw nodeError('ERR_INVALID_ARG_VALUE', 'name', name);
    }
    const startTime = options?.startTime ?? now();
    validateNumber(startTime, 'startTime');
    if (startTime < 0) {
      throw codedError('TypeError', 'ERR_PERFORMANCE_INVALID_TIMESTAMP', `${startTime} is not a valid timestamp`);
    }
    const detail = options?.detail == null ? null : structuredClone(options.detail);
    super(kSecret, `${name}`, 'mark', startTime, 0, detail);
  }

  get detail() { return detailOf(this); }
}
webClass(PerformanceMark, ['detail']);

class PerformanceMeasure extends PerformanceEntry {
  get detail() { return detailOf(this); }
}
webClass(PerformanceMeasure, ['detail']);

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
      const entry = new PerformanceNodeEntry(kSecret, fn.name, 'function', start, duration, args);
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
    const facts = {
      name: 'node', entryType: 'node', startTime: 0, duration: now(), nodeStart: 0, v8Start: 0, bootstrapComplete: 0, environment: 0,
      loopStart: 0, loopExit: -1, idleTime: native.idleTime(),
    };
    for (const [name, value] of Object.entries(facts)) {
      Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
    }
  }

  toJSON() { return { ...this }; }
}

exports.nodeTiming = () => new PerformanceNodeTiming();

exports.mark = function mark(...args) {
  const made = new PerformanceMark(...args);
  add(made);
  return made;
};

exports.measure = function measure(name, startOrOptions, endMark) {
  if (arguments.length === 0) throw nodeError('ERR_MISSING_ARGS', 'name');
  validateString(name, 'name');
  const isGiven = startOrOptions !== null && typeof startOrOptions === 'object';
  // Node takes a mark by its name only, or all of it by options.
  const options = isGiven ? startOrOptions : { start: typeof startOrOptions === 'string' ? startOrOptions : undefined, end: endMark };
  const { duration } = options;
  const wrong = (text) => codedError('TypeError', 'ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS', text);
  if (isGiven && Object.keys(options).length > 0) {
    if (endMark !== undefined) throw wrong('endMark must not be specified');
    if (options.start !== undefined && options.end !== undefined && duration !== undefined) {
      throw wrong('Must not have options.start, options.end, and options.duration specified');
    }
  }
  let end = timeOf(options.end);
  if (end === undefined) {
    end = duration !== undefined && options.start !== undefined ? timeOf(options.start) + duration : now();
  }
  let start = timeOf(options.start);
  if (start === undefined) start = duration === undefined || options.end === undefined ? 0 : end - duration;
  const detail = options.detail == null ? null : structuredClone(options.detail);
  const made = new PerformanceMeasure(kSecret, `${name}`, 'measure', start, end - start, detail);
  add(made);
  return made;
};

exports.getEntries = () => entries.slice();
exports.getEntriesByName = function getEntriesByName(name, type) {
  if (arguments.length === 0) throw nodeError('ERR_MISSING_ARGS', 'name');
  return entries.filter((entry) => entry.name === `${name}` && (type === undefined || entry.entryType === type));
};
exports.getEntriesByType = function getEntriesByType(type) {
  if (arguments.length === 0) throw nodeError('ERR_MISSING_ARGS', 'type');
  return entries.filter((entry) => entry.entryType === `${type}`);
};
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
