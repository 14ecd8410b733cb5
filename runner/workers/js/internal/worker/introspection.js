// What a Worker tells of its thread. Each function gets the worker first.
//
// native:
//   isRunning(worker)
//   loopTimes(worker)   [idle, active] milliseconds of its loop
//   cpuTimes(worker)    [user, system] microseconds of its thread; undefined where unknown
//   heap(worker)        [used, limit] bytes
//   snapshot(worker, numbers)   a promise of a heap snapshot's text

const { nodeError, codedError } = require('internal/errors');
const { validateBoolean, validateNumber, validateObject } = require('internal/validators');

const notRunning = () => codedError('Error', 'ERR_WORKER_NOT_RUNNING', 'Worker instance not running');

// One object for each worker.
const performances = new WeakMap();

exports.performance = function performance(worker) {
  let found = performances.get(worker);
  if (found === undefined) {
    found = { eventLoopUtilization: eventLoopUtilization.bind(undefined, worker) };
    performances.set(worker, found);
  }
  return found;
};

function eventLoopUtilization(worker, first, second) {
  const [idle, active] = native.isRunning(worker) ? native.loopTimes(worker) : [0, 0];
  if (idle + active === 0) return { idle: 0, active: 0, utilization: 0 };
  return exports.utilization(idle, active, first, second);
}

// The share of time that a loop was busy: since its start, since an earlier answer, or between two.
exports.utilization = function utilization(idle, active, first, second) {
  // The figures are read while the loop goes on: a difference may be off by what passed meanwhile.
  const share = (i, a) => ({ idle: i, active: a, utilization: i + a > 0 ? Math.min(1, Math.max(0, a / (i + a))) : 0 });
  if (second !== undefined) return share(first.idle - second.idle, first.active - second.active);
  if (first !== undefined) return share(idle - first.idle, active - first.active);
  return share(idle, active);
};

exports.cpuUsage = function cpuUsage(worker, prev) {
  if (prev) {
    validateObject(prev, 'prev');
    validateNumber(prev.user, 'prev.user', 0, Number.MAX_SAFE_INTEGER);
    validateNumber(prev.system, 'prev.system', 0, Number.MAX_SAFE_INTEGER);
  }
  if (!native.isRunning(worker)) return Promise.reject(notRunning());
  const times = native.cpuTimes(worker);
  if (times === undefined) {
    return Promise.reject(codedError('Error', 'ERR_OPERATION_FAILED',
      'Operation failed: the system does not tell the processor time of a thread'));
  }
  const [user, system] = times;
  return Promise.resolve(prev ? { user: user - prev.user, system: system - prev.system } : { user, system });
};

exports.getHeapStatistics = function getHeapStatistics(worker) {
  if (!native.isRunning(worker)) return Promise.reject(notRunning());
  return Promise.resolve({ __proto__: null, ...exports.statistics(...native.heap(worker)), does_zap_garbage: false });
};

// Heap statistics in V8's names. What the engine doesn't have is 0.
exports.statistics = (used, limit) => ({
  total_heap_size: used,
  total_heap_size_executable: 0,
  total_physical_size: used,
  total_available_size: Math.max(limit - used, 0),
  used_heap_size: used,
  heap_size_limit: limit,
  malloced_memory: used,
  peak_malloced_memory: used,
  does_zap_garbage: 0,
  number_of_native_contexts: 1,
  number_of_detached_contexts: 0,
  total_global_handles_size: 0,
  used_global_handles_size: 0,
  external_memory: 0,
  total_allocated_bytes: used,
});

exports.getHeapSnapshot = function getHeapSnapshot(worker, options) {
  exports.checkSnapshotOptions(options);
  return snapshotOf(worker, options?.exposeNumericValues === true);
};

async function snapshotOf(worker, numbers) {
  return exports.streamOf(await exports.answerOf(worker, () => native.snapshot(worker, numbers)));
}

// What the worker's own thread answers, if it lives to do so.
exports.answerOf = async function answerOf(worker, ask) {
  if (!native.isRunning(worker)) throw notRunning();
  let end;
  const ended = new Promise((resolve, reject) => {
    end = () => reject(notRunning());
    worker.once('exit', end);
  });
  try {
    return await Promise.race([ask(), ended]);
  } finally {
    worker.off('exit', end);
  }
};

exports.checkSnapshotOptions = function checkSnapshotOptions(options = {}) {
  validateObject(options, 'options');
  const { exposeInternals, exposeNumericValues } = options;
  if (exposeInternals !== undefined) validateBoolean(exposeInternals, 'options.exposeInternals');
  if (exposeNumericValues !== undefined) validateBoolean(exposeNumericValues, 'options.exposeNumericValues');
};

// A text as a stream of pieces.
exports.streamOf = function streamOf(text) {
  const { Readable } = require('stream');
  const PIECE = 64 * 1024;
  let at = 0;
  return new Readable({
    read() {
      this.push(at < text.length ? text.slice(at, at += PIECE) : null);
    },
  });
};

exports.startCpuProfile = (...args) => require('internal/worker/profiles').startCpuProfile(...args);
exports.startHeapProfile = (...args) => require('internal/worker/profiles').startHeapProfile(...args);
