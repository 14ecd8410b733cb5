// The global `crypto`: random values, UUIDs and digests.
// Keys and signatures of Web Crypto are refused by name.
//
// native: none; it stands on the module `crypto`.

const { codedError, nodeError } = require('internal/errors');

const INTEGERS = new Set([
  'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array',
  'Uint32Array', 'BigInt64Array', 'BigUint64Array',
]);
const typeName = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

exports.make = (crypto) => {
  class SubtleCrypto {
    async digest(algorithm, data) {
      const name = String(algorithm?.name ?? algorithm).toUpperCase();
      const known = { 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' }[name];
      if (known === undefined) throw new DOMException('Unrecognized algorithm name', 'NotSupportedError');
      const view = ArrayBuffer.isView(data) ? data : new Uint8Array(data);
      const bytes = crypto.hash(known, view, 'buffer');
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    }
  }
  for (const name of [
    'decrypt', 'deriveBits', 'deriveKey', 'encrypt', 'exportKey', 'generateKey', 'importKey', 'sign',
    'unwrapKey', 'verify', 'wrapKey',
  ]) {
    SubtleCrypto.prototype[name] = { async [name]() {
      throw codedError('Error', 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
        `crypto.subtle.${name} is not supported by this runtime`);
    } }[name];
  }

  class Crypto {
    getRandomValues(array) {
      if (arguments.length === 0) throw nodeError('ERR_MISSING_ARGS', 'array');
      if (!INTEGERS.has(typeName.call(array))) {
        throw new DOMException('The data argument must be an integer-type TypedArray', 'TypeMismatchError');
      }
      if (array.byteLength > 65536) {
        throw new DOMException(
          `The requested length exceeds 65,536 bytes`, 'QuotaExceededError');
      }
      return crypto.randomFillSync(array);
    }

    randomUUID(options) {
      return crypto.randomUUID(options);
    }

    get subtle() {
      return (subtle ??= new SubtleCrypto());
    }
  }
  let subtle;
  for (const [constructor, name] of [[Crypto, 'Crypto'], [SubtleCrypto, 'SubtleCrypto']]) {
    Object.defineProperty(constructor.prototype, Symbol.toStringTag, { value: name, configurable: true });
  }
  return new Crypto();
};
