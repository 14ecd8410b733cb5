// The module `v8`: serialization in V8's own format, and what can be said of a heap that is not
// V8's. What only V8 could answer is refused by name.
//
// native:
//   heapUsed()                  bytes that this thread has allocated and not freed

const { codedError } = require('internal/errors');

const serializer = () => require('internal/v8/serializer');
const deserializer = () => require('internal/v8/deserializer');

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

for (const [load, names] of [
  [serializer, ['Serializer', 'DefaultSerializer']],
  [deserializer, ['Deserializer', 'DefaultDeserializer']],
]) {
  for (const name of names) {
    Object.defineProperty(exports, name, { get: () => load()[name], enumerable: true, configurable: true });
  }
}

// Bytes in use are counted by this runtime's allocator; there is no reserve beyond them.
exports.getHeapStatistics = function getHeapStatistics() {
  const used = native.heapUsed();
  const { totalmem } = require('os');
  return {
    total_heap_size: used,
    total_heap_size_executable: 0,
    total_physical_size: used,
    total_available_size: Math.max(0, totalmem() - used),
    used_heap_size: used,
    heap_size_limit: totalmem(),
    malloced_memory: used,
    peak_malloced_memory: used,
    does_zap_garbage: 0,
    number_of_native_contexts: 1,
    number_of_detached_contexts: 0,
    total_global_handles_size: 0,
    used_global_handles_size: 0,
    external_memory: 0,
    total_allocated_bytes: used,
  };
};

exports.isStringOneByteRepresentation = function isStringOneByteRepresentation(content) {
  require('internal/validators').validateString(content, 'content');
  return !/[^\0-\xff]/.test(content);
};

for (const name of [
  'cachedDataVersionTag', 'getHeapSnapshot', 'getHeapSpaceStatistics', 'getHeapCodeStatistics',
  'getCppHeapStatistics', 'setFlagsFromString', 'takeCoverage', 'stopCoverage', 'writeHeapSnapshot',
  'queryObjects', 'setHeapSnapshotNearHeapLimit', 'setHeapProfileNearHeapLimit', 'startCpuProfile',
  'startHeapProfile', 'GCProfiler',
]) {
  exports[name] = function refused() {
    throw codedError('Error', 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', `v8.${name} is not supported by this runtime`);
  };
  Object.defineProperty(exports[name], 'name', { value: name });
}
