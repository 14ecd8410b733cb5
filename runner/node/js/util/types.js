'use strict';
// util.types: what an object is inside, whatever its prototype claims.
//
// native:
//   typeName(object)  as in internal/inspect; for a host object its class's name
//                     ('KeyObject', 'CryptoKey')

const kindOf = (value) =>
  (value !== null && (typeof value === 'object' || typeof value === 'function') ? native.typeName(value) : '');

const TYPED_ARRAYS = [
  'Uint8Array', 'Uint8ClampedArray', 'Uint16Array', 'Uint32Array', 'Int8Array', 'Int16Array', 'Int32Array',
  'Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array',
];
const BOXED = ['Number', 'String', 'Boolean', 'BigInt', 'Symbol'];

const define = (name, test) => {
  exports[name] = { [name](value) { return test(value); } }[name];
};
const one = (name, kind) => define(name, (value) => kindOf(value) === kind);
const anyOf = (name, kinds) => define(name, (value) => kinds.includes(kindOf(value)));

one('isArgumentsObject', 'Arguments');
one('isArrayBuffer', 'ArrayBuffer');
anyOf('isAsyncFunction', ['AsyncFunction', 'AsyncGeneratorFunction']);
one('isBigIntObject', 'BigInt');
one('isBooleanObject', 'Boolean');
one('isDate', 'Date');
one('isExternal', 'External');
anyOf('isGeneratorFunction', ['GeneratorFunction', 'AsyncGeneratorFunction']);
anyOf('isGeneratorObject', ['Generator', 'AsyncGenerator']);
one('isMap', 'Map');
one('isMapIterator', 'Map Iterator');
one('isModuleNamespaceObject', 'Module');
anyOf('isNativeError', ['Error', 'DOMException']);
one('isNumberObject', 'Number');
one('isPromise', 'Promise');
one('isProxy', 'Proxy');
one('isRegExp', 'RegExp');
one('isSet', 'Set');
one('isSetIterator', 'Set Iterator');
one('isSharedArrayBuffer', 'SharedArrayBuffer');
one('isStringObject', 'String');
one('isSymbolObject', 'Symbol');
one('isWeakMap', 'WeakMap');
one('isWeakSet', 'WeakSet');
anyOf('isAnyArrayBuffer', ['ArrayBuffer', 'SharedArrayBuffer']);
anyOf('isBoxedPrimitive', BOXED);
define('isArrayBufferView', ArrayBuffer.isView);
one('isDataView', 'DataView');
define('isTypedArray', (value) => ArrayBuffer.isView(value) && kindOf(value) !== 'DataView');
for (const name of TYPED_ARRAYS) one(`is${name}`, name);
one('isKeyObject', 'KeyObject');
one('isCryptoKey', 'CryptoKey');
