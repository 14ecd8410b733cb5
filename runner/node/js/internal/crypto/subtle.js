'use strict';
// `crypto.subtle`: digests, secret keys, HMAC signatures, HKDF and PBKDF2. What needs a cipher or a
// public key throws an error that names it.

const { createHmac, hash, hkdf, pbkdf2, timingSafeEqual } = require('crypto');
const { codedError, nodeError } = require('internal/errors');
const { USAGES, factsOf, isCryptoKey, keyObjectOf } = require('internal/crypto/key');
const algorithms = require('internal/crypto/secret_algorithms');

const { HASHES, failure, unsupported } = algorithms;
const FORMATS = ['raw', 'raw-public', 'raw-private', 'raw-seed', 'raw-secret', 'pkcs8', 'spki', 'jwk'];
const ORDINALS = ['1st', '2nd', '3rd', '4th', '5th', '6th', '7th'];

// The checks that Web IDL makes of the arguments of one method.
class Arguments {
  constructor(subtle, method, given, required) {
    if (!(subtle instanceof SubtleCrypto)) throw nodeError('ERR_INVALID_THIS', 'SubtleCrypto');
    this.method = method;
    this.given = given;
    if (given.length < required) {
      throw this.error('ERR_MISSING_ARGS', `${required} arguments required, but only ${given.length} present.`);
    }
  }

  error(code, text) {
    return codedError('TypeError', code, `Failed to execute '${this.method}' on 'SubtleCrypto': ${text}`);
  }

  key(at) {
    const key = this.given[at];
    if (isCryptoKey(key)) return key;
    throw this.error('ERR_INVALID_ARG_TYPE', `${ORDINALS[at]} argument is not of type CryptoKey.`);
  }

  // A copy, so that what a script writes there later changes nothing.
  bytes(at) {
    const data = this.given[at];
    if (ArrayBuffer.isView(data)) return Buffer.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    if (data instanceof ArrayBuffer) return Buffer.from(new Uint8Array(data));
    throw this.error('ERR_INVALID_ARG_TYPE',
      `${ORDINALS[at]} argument is not instance of ArrayBuffer, Buffer, TypedArray, or DataView.`);
  }

  #enumerated(value, kind, values, where) {
    if (values.includes(value)) return value;
    throw this.error('ERR_INVALID_ARG_VALUE', `${where} '${value}' is not a valid enum value of type ${kind}.`);
  }

  format(at) {
    return this.#enumerated(`${this.given[at]}`, 'KeyFormat', FORMATS, `${ORDINALS[at]} argument`);
  }

  usages(at) {
    return [...this.given[at]].map((usage, index) =>
      this.#enumerated(`${usage}`, 'KeyUsage', USAGES, `${ORDINALS[at]} argument[${index}]`));
  }
}

const arrayBuffer = (bytes) => new Uint8Array(bytes).buffer;

function usable(key, algorithm, usage, to) {
  const facts = factsOf(key);
  if (facts.algorithm.name !== algorithm.name) throw failure('Key algorithm mismatch', 'InvalidAccessError');
  if (!facts.usages.includes(usage)) throw failure(`Unable to use this key to ${to}`, 'InvalidAccessError');
  return facts.algorithm;
}

function mac(given, key, data, usage) {
  const algorithm = algorithms.normalize(given);
  if (algorithm.name !== 'HMAC') throw failure('Unrecognized algorithm name', 'NotSupportedError');
  const { hash: { name } } = usable(key, algorithm, usage, usage);
  return createHmac(HASHES[name], keyObjectOf(key)).update(data).digest();
}

const octets = (data) => (ArrayBuffer.isView(data) ? data : new Uint8Array(data));

function derive(given, key, bits, usage, to) {
  const algorithm = algorithms.normalize(given);
  usable(key, algorithm, usage, to);
  if (bits == null || bits % 8 !== 0) throw failure('length must be a multiple of 8', 'OperationError');
  const bytes = keyObjectOf(key).export();
  const digest = HASHES[algorithms.hashName(algorithm.hash, `${algorithm.name === 'HKDF' ? 'Hkdf' : 'Pbkdf2'}Params`)];
  return new Promise((resolve, reject) => {
    const done = (error, made) => (error ? reject(failure(error.message, 'OperationError')) : resolve(arrayBuffer(made)));
    if (algorithm.name === 'HKDF') {
      hkdf(digest, bytes, octets(algorithm.salt), octets(algorithm.info), bits / 8, done);
    } else if (algorithm.name === 'PBKDF2') {
      pbkdf2(bytes, octets(algorithm.salt), algorithm.iterations, bits / 8, digest, done);
    } else {
      reject(failure('Unrecognized algorithm name', 'NotSupportedError'));
    }
  });
}

class SubtleCrypto {
  constructor() { throw nodeError('ERR_ILLEGAL_CONSTRUCTOR'); }

  async digest(algorithm, data) {
    const args = new Arguments(this, 'digest', arguments, 2);
    const bytes = args.bytes(1);
    const known = HASHES[String(algorithm?.name ?? algorithm).toUpperCase()];
    if (known === undefined) throw failure('Unrecognized algorithm name', 'NotSupportedError');
    return arrayBuffer(hash(known, bytes, 'buffer'));
  }

  async importKey(format, keyData, algorithm, extractable, usages) {
    const args = new Arguments(this, 'importKey', arguments, 5);
    const form = args.format(0);
    const data = form === 'jwk' && !ArrayBuffer.isView(keyData) ? keyData : args.bytes(1);
    return algorithms.importSecret(form, data, algorithm, Boolean(extractable), args.usages(4));
  }

  async exportKey(format, key) {
    const args = new Arguments(this, 'exportKey', arguments, 2);
    return algorithms.exportSecret(args.format(0), args.key(1));
  }

  async generateKey(algorithm, extractable, usages) {
    const args = new Arguments(this, 'generateKey', arguments, 3);
    return algorithms.generateSecret(algorithm, Boolean(extractable), args.usages(2));
  }

  async sign(algorithm, key, data) {
    const args = new Arguments(this, 'sign', arguments, 3);
    return arrayBuffer(mac(algorithm, args.key(1), args.bytes(2), 'sign'));
  }

  async verify(algorithm, key, signature, data) {
    const args = new Arguments(this, 'verify', arguments, 4);
    const wanted = args.bytes(2);
    const made = mac(algorithm, args.key(1), args.bytes(3), 'verify');
    return wanted.length === made.length && timingSafeEqual(wanted, made);
  }

  async deriveBits(algorithm, baseKey, length = null) {
    const args = new Arguments(this, 'deriveBits', arguments, 2);
    return derive(algorithm, args.key(1), length, 'deriveBits', 'derive bits');
  }

  async deriveKey(algorithm, baseKey, derived, extractable, usages) {
    const args = new Arguments(this, 'deriveKey', arguments, 5);
    const wanted = algorithms.normalize(derived);
    const { length = { 'SHA-384': 1024, 'SHA-512': 1024 }[wanted.hash?.name ?? wanted.hash] ?? 512 } = wanted;
    const bytes = await derive(algorithm, args.key(1), length, 'deriveKey', 'derive a key');
    return algorithms.importSecret('raw', bytes, wanted, Boolean(extractable), args.usages(4));
  }
}

for (const [name, length] of [
  ['encrypt', 3], ['decrypt', 3], ['wrapKey', 4], ['unwrapKey', 7], ['getPublicKey', 2], ['encapsulateBits', 2],
  ['encapsulateKey', 5], ['decapsulateBits', 3], ['decapsulateKey', 6],
]) {
  const refused = { async [name]() { throw unsupported(name); } }[name];
  Object.defineProperty(refused, 'length', { value: length });
  SubtleCrypto.prototype[name] = refused;
}
for (const name of Object.getOwnPropertyNames(SubtleCrypto.prototype)) {
  if (name !== 'constructor') Object.defineProperty(SubtleCrypto.prototype, name, { enumerable: true });
}
Object.defineProperty(SubtleCrypto.prototype.deriveBits, 'length', { value: 2 });
Object.defineProperty(SubtleCrypto.prototype, Symbol.toStringTag, { value: 'SubtleCrypto', configurable: true });

exports.SubtleCrypto = SubtleCrypto;
exports.subtle = Object.create(SubtleCrypto.prototype);

// For `keyObject.toCryptoKey`.
exports.toCryptoKey = (keyObject, algorithm, extractable, usages) =>
  algorithms.importKeyObject(keyObject, algorithm, Boolean(extractable), usages);
