// `crypto.subtle`: digests. Keys and signatures of Web Crypto are refused by name.
//
// native: none; it stands on the module `crypto`.

const { hash } = require('crypto');
const { codedError } = require('internal/errors');

const DIGESTS = { '__proto__': null, 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' };

class SubtleCrypto {
  async digest(algorithm, data) {
    const known = DIGESTS[String(algorithm?.name ?? algorithm).toUpperCase()];
    if (known === undefined) throw new DOMException('Unrecognized algorithm name', 'NotSupportedError');
    const bytes = hash(known, ArrayBuffer.isView(data) ? data : new Uint8Array(data), 'buffer');
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
Object.defineProperty(SubtleCrypto.prototype, Symbol.toStringTag, { value: 'SubtleCrypto', configurable: true });

exports.subtle = new SubtleCrypto();
