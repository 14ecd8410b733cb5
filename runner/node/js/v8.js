// The module `v8`: serialized values and heap figures.
// What looks into V8 itself throws an error that names it.
//
// native:
//   heap()       [used, limit] bytes of this thread
//   snapshot(numbers)   a heap snapshot's text

const { unsupported } = require('internal/errors');
const { refuse } = require('internal/refusing');
const { validateString } = require('internal/validators');

const figures = () => require('internal/worker/introspection');

exports.getHeapStatistics = () => figures().statistics(...native.heap());

exports.getHeapSpaceStatistics = () => {
  const [used] = native.heap();
  return [{
    space_name: 'old_space',
    space_size: used,
    space_used_size: used,
    space_available_size: 0,
    physical_space_size: used,
  }];
};

exports.getHeapSnapshot = function getHeapSnapshot(options) {
  figures().checkSnapshotOptions(options);
  return figures().streamOf(native.snapshot(options?.exposeNumericValues === true));
};

exports.writeHeapSnapshot = function writeHeapSnapshot(filename, options) {
  figures().checkSnapshotOptions(options);
  const { threadId } = require('worker_threads');
  const stamp = new Date().toISOString().replace(/[-:]/g, '').replace('T', '.').slice(0, 15);
  const path = filename ?? `Heap.${stamp}.${process.pid}.${threadId}.001.heapsnapshot`;
  require('fs').writeFileSync(path, native.snapshot(options?.exposeNumericValues === true));
  return path;
};

exports.startCpuProfile = function startCpuProfile(options) {
  return require('internal/v8/profiles').startCpuProfile(options);
};

exports.startHeapProfile = function startHeapProfile(options) {
  return require('internal/v8/profiles').startHeapProfile(options);
};

exports.setFlagsFromString = function setFlagsFromString(flags) {
  validateString(flags, 'flags');
  throw unsupported(`v8.setFlagsFromString('${flags}')`);
};

refuse(exports, 'v8', 'cachedDataVersionTag getHeapCodeStatistics getCppHeapStatistics takeCoverage stopCoverage ' +
  'queryObjects setHeapSnapshotNearHeapLimit setHeapProfileNearHeapLimit GCProfiler');

// The engine tells nobody of its promises.
exports.promiseHooks = {};
refuse(exports.promiseHooks, 'v8.promiseHooks', 'createHook onInit onBefore onAfter onSettled');

const serializer = () => require('internal/v8/serializer');
const deserializer = () => require('internal/v8/deserializer');
for (const [load, names] of [
  [serializer, ['Serializer', 'DefaultSerializer']],
  [deserializer, ['Deserializer', 'DefaultDeserializer']],
]) {
  for (const name of names) {
    Object.defineProperty(exports, name, { get: () => load()[name], enumerable: true, configurable: true });
  }
}

exports.serialize = function serialize(value) {
  const { DefaultSerializer } = serializer();
  const made = new DefaultSerializer();
  made.writeHeader();
  made.writeValue(value);
  return made.releaseBuffer();
};

exports.deserialize = function deserialize(buffer) {
  const { DefaultDeserializer } = deserializer();
  const made = new DefaultDeserializer(buffer);
  made.readHeader();
  return made.readValue();
};

exports.isStringOneByteRepresentation = function isStringOneByteRepresentation(content) {
  validateString(content, 'content');
  return !/[^\0-\xff]/.test(content);
};
