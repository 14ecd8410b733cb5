// The module `v8`: serialized values and heap figures.
// What looks into V8 itself throws an error that names it.
//
// native:
//   heap()       [used, limit] bytes of this thread
//   snapshot(numbers)   a heap snapshot's text

const { codedError } = require('internal/errors');
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

exports.setFlagsFromString = function setFlagsFromString(flags) {
  validateString(flags, 'flags');
  throw unsupported(`v8.setFlagsFromString('${flags}')`);
};

function unsupported(what) {
  return codedError('Error', 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', `${what} is not supported by this runtime`);
}

for (const name of [
  'cachedDataVersionTag', 'getHeapCodeStatistics', 'getCppHeapStatistics', 'takeCoverage', 'stopCoverage',
  'queryObjects', 'setHeapSnapshotNearHeapLimit', 'startCpuProfile', 'startHeapProfile',
]) {
  exports[name] = { [name]() { throw unsupported(`v8.${name}`); } }[name];
}
for (const name of ['Serializer', 'Deserializer', 'DefaultSerializer', 'DefaultDeserializer', 'GCProfiler']) {
  exports[name] = { [name]: class { constructor() { throw unsupported(`v8.${name}`); } } }[name];
}

exports.serialize = function serialize(value) {
  return require('internal/v8/format').write(value);
};

exports.deserialize = function deserialize(buffer) {
  if (!ArrayBuffer.isView(buffer)) {
    throw codedError('TypeError', 'ERR_INVALID_ARG_TYPE', 'buffer must be a TypedArray or a DataView');
  }
  return require('internal/v8/format').read(buffer);
};
