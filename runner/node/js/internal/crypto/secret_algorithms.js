'use strict';
// The algorithms of Web Crypto that work with secret keys: how such keys are named, imported, made
// and exported (Web Cryptography, 22 Algorithms).

const { createSecretKey, randomBytes } = require('crypto');
const { codedError, unsupported } = require('internal/errors');
const { keyObjectOf, factsOf, makeKey } = require('internal/crypto/key');

const HASHES = { __proto__: null, 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' };
const BLOCK_BITS = { __proto__: null, 'SHA-1': 512, 'SHA-256': 512, 'SHA-384': 1024, 'SHA-512': 1024 };
const CIPHER = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'];
const DERIVE = ['deriveKey', 'deriveBits'];
const KEYS = {
  __proto__: null,
  HMAC: ['sign', 'verify'],
  'AES-CBC': CIPHER,
  'AES-CTR': CIPHER,
  'AES-GCM': CIPHER,
  'AES-KW': ['wrapKey', 'unwrapKey'],
  HKDF: DERIVE,
  PBKDF2: DERIVE,
};
// Names that Web Crypto knows and this runtime has no keys for.
const FOREIGN = new Set([
  'RSASSA-PKCS1-V1_5', 'RSA-PSS', 'RSA-OAEP', 'ECDSA', 'ECDH', 'ED25519', 'X25519', 'ED448', 'X448', 'AES-OCB',
  'CHACHA20-POLY1305', 'KMAC128', 'KMAC256', 'ARGON2D', 'ARGON2I', 'ARGON2ID',
]);

const failure = (message, name) => new DOMException(message, name);
exports.failure = failure;
exports.HASHES = HASHES;

exports.unsupported = (what) => unsupported(`crypto.subtle: ${what}`);

exports.hashName = function hashName(hash, dictionary) {
  if (hash === undefined) {
    throw codedError('TypeError', 'ERR_MISSING_OPTION', 'Failed to normalize algorithm: passed algorithm cannot be ' +
      `converted to '${dictionary}' because 'hash' is required in '${dictionary}'.`);
  }
  const name = String(typeof hash === 'object' ? hash?.name : hash).toUpperCase();
  if (name in HASHES) return name;
  throw failure(`Only SHA hashes are supported in ${dictionary}`, 'NotSupportedError');
};

// The name and the other members of what a script passed as an algorithm.
exports.normalize = function normalize(algorithm) {
  const given = typeof algorithm === 'object' && algorithm !== null ? algorithm : { name: algorithm };
  const name = String(given.name).toUpperCase();
  if (name in KEYS) return { ...given, name };
  if (FOREIGN.has(name)) throw exports.unsupported(`${given.name}`);
  throw failure('Unrecognized algorithm name', 'NotSupportedError');
};

function checkUsages(name, usages, empty) {
  if (usages.some((usage) => !KEYS[name].includes(usage))) {
    throw failure(`Unsupported key usage for ${name} key`, 'SyntaxError');
  }
  if (usages.length === 0) throw failure(empty, 'SyntaxError');
}

function aesLength(bits, error) {
  if (![128, 192, 256].includes(bits)) throw error();
  return bits;
}

// What a key of these bytes is.
function describe(algorithm, bytes) {
  const { name } = algorithm;
  if (name === 'HKDF' || name === 'PBKDF2') return { name };
  const bits = bytes.byteLength * 8;
  if (name !== 'HMAC') return { name, length: aesLength(bits, () => failure('Invalid key length', 'DataError')) };
  const hash = exports.hashName(algorithm.hash, 'HmacImportParams');
  const { length = bits } = algorithm;
  if (bits === 0) throw failure('Zero-length key is not supported', 'DataError');
  if (length === 0) throw failure('HmacImportParams.length cannot be 0', 'DataError');
  if (length > bits || length <= bits - 8) throw failure('Invalid key length', 'DataError');
  return { name, length, hash: { name: hash } };
}

function jwkName({ name, length, hash }) {
  if (name === 'HMAC') return { 'SHA-1': 'HS1', 'SHA-256': 'HS256', 'SHA-384': 'HS384', 'SHA-512': 'HS512' }[hash.name];
  return `A${length}${name.slice('AES-'.length)}`;
}

function bytesOfJwk(jwk, algorithm, extractable, usages) {
  if (typeof jwk !== 'object' || jwk === null || typeof jwk.kty !== 'string') throw failure('Invalid keyData', 'DataError');
  if (jwk.kty !== 'oct') throw failure('Invalid JWK "kty" Parameter', 'DataError');
  if (typeof jwk.k !== 'string') throw failure('Invalid keyData', 'DataError');
  if (jwk.use !== undefined && jwk.use !== (algorithm.name === 'HMAC' ? 'sig' : 'enc')) {
    throw failure('Invalid JWK "use" Parameter', 'DataError');
  }
  if (jwk.key_ops !== undefined && !usages.every((usage) => jwk.key_ops.includes(usage))) {
    throw failure('Key operations and usage mismatch', 'DataError');
  }
  if (jwk.ext === false && extractable) throw failure('JWK "ext" Parameter and extractable mismatch', 'DataError');
  const bytes = Buffer.from(jwk.k, 'base64url');
  if (jwk.alg !== undefined && jwk.alg !== jwkName(describe(algorithm, bytes))) {
    throw failure('JWK "alg" does not match the requested algorithm', 'DataError');
  }
  return bytes;
}

exports.importSecret = function importSecret(format, data, given, extractable, usages) {
  const algorithm = exports.normalize(given);
  const { name } = algorithm;
  const derives = KEYS[name] === DERIVE;
  const formats = derives ? ['raw', 'raw-secret'] : ['raw', 'raw-secret', 'jwk'];
  if (!formats.includes(format)) throw failure(`Unable to import ${name} using ${format} format`, 'NotSupportedError');
  checkUsages(name, usages, 'Usages cannot be empty when importing a secret key.');
  if (derives && extractable) throw failure(`${name} keys are not extractable`, 'SyntaxError');
  const bytes = format === 'jwk' ? bytesOfJwk(data, algorithm, extractable, usages) : data;
  return makeKey(createSecretKey(bytes), describe(algorithm, bytes), extractable, usages);
};

exports.importKeyObject = function importKeyObject(keyObject, algorithm, extractable, usages) {
  return exports.importSecret('raw-secret', keyObject.export(), algorithm, extractable, usages);
};

exports.generateSecret = function generateSecret(given, extractable, usages) {
  const algorithm = exports.normalize(given);
  const { name } = algorithm;
  if (KEYS[name] === DERIVE) throw failure(`Unable to generate ${name} keys`, 'NotSupportedError');
  checkUsages(name, usages, 'Usages cannot be empty when creating a key.');
  if (name !== 'HMAC') {
    const wrong = () => failure('AES key length must be 128, 192, or 256 bits', 'OperationError');
    const length = aesLength(algorithm.length, wrong);
    return makeKey(createSecretKey(randomBytes(length / 8)), { name, length }, extractable, usages);
  }
  const hash = exports.hashName(algorithm.hash, 'HmacKeyGenParams');
  const { length = BLOCK_BITS[hash] } = algorithm;
  if (length === 0) throw failure('HmacKeyGenParams.length cannot be 0', 'OperationError');
  const bytes = randomBytes(Math.ceil(length / 8));
  // The bits beyond the length are zero.
  if (length % 8 !== 0) bytes[bytes.length - 1] &= 0xff << (8 - (length % 8));
  return makeKey(createSecretKey(bytes), { name, length, hash: { name: hash } }, extractable, usages);
};

exports.exportSecret = function exportSecret(format, key) {
  const { algorithm, extractable, usages } = factsOf(key);
  if (!extractable) throw failure('key is not extractable', 'InvalidAccessError');
  const bytes = keyObjectOf(key).export();
  if (format === 'jwk') {
    return { key_ops: usages, ext: true, alg: jwkName(algorithm), kty: 'oct', k: bytes.toString('base64url') };
  }
  if (format === 'raw' || format === 'raw-secret') return new Uint8Array(bytes).buffer;
  throw failure(`Unable to export ${algorithm.name} secret key using ${format} format`, 'NotSupportedError');
};
