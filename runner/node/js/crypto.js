// The module `crypto`: hashes, random values, derived and secret keys.
// Everything else of Node's module throws an error that names it.
//
// native:
//   Running(algorithm[, key])   a hash under way: update(data), finish(), copy(), usable
//   hash(algorithm, data), knowsHash(algorithm)
//   randomFill(callback, target, offset, size), randomUUID(), randomBelow(range)
//   timingSafeEqual(a, b)
//   pbkdf2(callback, password, salt, rounds, length, digest)
//   scrypt(callback, password, salt, length, cost, block, parallel)
//   hkdf(callback, digest, key, salt, info, length)
//   createSecretKey(bytes), KeyObject, webcrypto

const { Buffer } = require('buffer');
const { nodeError, codedError, unsupported } = require('internal/errors');
const { refuse } = require('internal/refusing');
const { defineLazy } = require('internal/lazy');
const { validateString, validateFunction, validateInteger, validateNumber } = require('internal/validators');

const KEY_TYPES = ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView', 'KeyObject', 'CryptoKey'];
const VIEW_TYPES = ['string', 'Buffer', 'TypedArray', 'DataView'];

const finalized = () => codedError('Error', 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');
const invalidDigest = (name) => codedError('TypeError', 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${name}`);

function textInput(data, encoding, name = 'data') {
  if (typeof data === 'string') {
    return encoding === undefined || !Buffer.isEncoding(encoding) ? data : Buffer.from(data, encoding);
  }
  if (!ArrayBuffer.isView(data)) throw nodeError('ERR_INVALID_ARG_TYPE', name, VIEW_TYPES, data);
  return data;
}

function keyInput(key, name = 'key') {
  if (typeof key === 'string' || ArrayBuffer.isView(key) || key instanceof native.KeyObject ||
      key instanceof ArrayBuffer) {
    return key;
  }
  throw nodeError('ERR_INVALID_ARG_TYPE', name, KEY_TYPES, key);
}

const encode = (buffer, encoding) =>
  (encoding === undefined || encoding === 'buffer' || !Buffer.isEncoding(encoding) ? buffer : buffer.toString(encoding));

class Hash {
  #running;
  #done = false;

  constructor(running) {
    this.#running = running;
  }

  update(data, encoding) {
    if (this.#done) throw finalized();
    this.#running.update(textInput(data, encoding));
    return this;
  }

  digest(encoding) {
    if (this.#done) throw finalized();
    this.#done = true;
    return encode(this.#running.finish(), encoding);
  }

  copy() {
    if (this.#done) throw finalized();
    return new this.constructor(this.#running.copy());
  }
}

// An Hmac gives an empty result the second time; a Hash throws.
class Hmac {
  #running;

  constructor(running) {
    this.#running = running;
  }

  update(data, encoding) {
    if (!this.#running.usable) throw finalized();
    this.#running.update(textInput(data, encoding));
    return this;
  }

  digest(encoding) {
    const result = this.#running.finish() ?? Buffer.alloc(0);
    return encode(result, encoding);
  }
}

exports.createHash = function createHash(algorithm, options) {
  validateString(algorithm, 'algorithm');
  const running = new native.Running(algorithm);
  if (!running.usable) throw new Error('Digest method not supported');
  if (options?.outputLength !== undefined) throw unsupported('crypto.createHash with outputLength');
  return new Hash(running);
};

exports.createHmac = function createHmac(algorithm, key) {
  validateString(algorithm, 'hmac');
  const running = new native.Running(algorithm, keyInput(key));
  if (!running.usable) throw invalidDigest(algorithm);
  return new Hmac(running);
};

exports.hash = function hash(algorithm, input, options = 'hex') {
  validateString(algorithm, 'algorithm');
  const data = textInput(input, undefined, 'input');
  if (!native.knowsHash(algorithm)) throw new Error(`Digest method ${algorithm} is not supported`);
  const encoding = typeof options === 'object' ? options?.outputEncoding ?? 'hex' : options;
  return encode(native.hash(algorithm, data), encoding);
};

exports.getHashes = () => [
  'RSA-MD5', 'RSA-SHA1', 'RSA-SHA224', 'RSA-SHA256', 'RSA-SHA384', 'RSA-SHA512', 'RSA-SHA512/224',
  'RSA-SHA512/256', 'md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512-224', 'sha512-256',
];

exports.randomBytes = function randomBytes(size, callback) {
  validateNumber(size, 'size', 0, 2 ** 31 - 1);
  if (callback !== undefined) validateFunction(callback, 'callback');
  return native.randomFill(callback, Buffer.alloc(size), 0, size) ?? undefined;
};

// Offset and size in elements, as Node counts them.
function span(buffer, offset, size) {
  const width = buffer.BYTES_PER_ELEMENT ?? 1;
  const length = buffer.byteLength / width;
  validateNumber(offset, 'offset', 0, length);
  size ??= length - offset;
  validateNumber(size, 'size', 0, 2 ** 31 - 1);
  if (size + offset > length) throw nodeError('ERR_OUT_OF_RANGE', 'size + offset', `<= ${length}`, size + offset);
  return [offset * width, size * width];
}

function checkFillable(buffer) {
  if (!ArrayBuffer.isView(buffer) && !(buffer instanceof ArrayBuffer)) {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'buf', ['ArrayBuffer', 'ArrayBufferView'], buffer);
  }
}

exports.randomFillSync = function randomFillSync(buffer, offset = 0, size = undefined) {
  checkFillable(buffer);
  return native.randomFill(undefined, buffer, ...span(buffer, offset, size));
};

exports.randomFill = function randomFill(buffer, offset, size, callback) {
  checkFillable(buffer);
  if (typeof offset === 'function') [offset, size, callback] = [0, undefined, offset];
  else if (typeof size === 'function') [size, callback] = [undefined, size];
  validateFunction(callback, 'callback');
  native.randomFill(callback, buffer, ...span(buffer, offset, size));
};

exports.randomInt = function randomInt(min, max, callback) {
  if (max === undefined || typeof max === 'function') [min, max, callback] = [0, min, max];
  for (const [name, value] of [['min', min], ['max', max]]) {
    if (!Number.isSafeInteger(value)) throw nodeError('ERR_INVALID_ARG_TYPE', name, 'a safe integer', value);
  }
  if (max <= min) throw nodeError('ERR_OUT_OF_RANGE', 'max', `greater than the value of "min" (${min})`, max);
  const range = max - min;
  if (range > 2 ** 48 - 1) {
    throw nodeError('ERR_OUT_OF_RANGE', min === 0 ? 'max' : 'max - min', `<= ${2 ** 48 - 1}`, range);
  }
  const drawn = min + native.randomBelow(range);
  if (callback === undefined) return drawn;
  validateFunction(callback, 'callback');
  process.nextTick(callback, undefined, drawn);
  return undefined;
};

exports.randomUUID = function randomUUID(options) {
  if (options !== undefined) require('internal/validators').validateObject(options, 'options');
  return native.randomUUID();
};
exports.timingSafeEqual = native.timingSafeEqual;
exports.KeyObject = native.KeyObject;

exports.createSecretKey = function createSecretKey(key, encoding) {
  return native.createSecretKey(typeof key === 'string' ? Buffer.from(key, encoding) : keyInput(key));
};

exports.generateKeySync = function generateKeySync(type, options) {
  if (type !== 'hmac' && type !== 'aes') throw nodeError('ERR_INVALID_ARG_VALUE', 'type', type, 'must be a supported key type');
  validateInteger(options?.length, 'options.length', type === 'hmac' ? 8 : 128, 2 ** 31 - 1);
  return native.createSecretKey(exports.randomBytes(Math.floor(options.length / 8)));
};

exports.generateKey = function generateKey(type, options, callback) {
  validateFunction(callback, 'callback');
  process.nextTick(callback, undefined, exports.generateKeySync(type, options));
};

function derive(name, check) {
  exports[`${name}Sync`] = { [`${name}Sync`](...args) {
    return native[name](undefined, ...check(args));
  } }[`${name}Sync`];
  exports[name] = { [name](...args) {
    const callback = args.pop();
    validateFunction(callback, 'callback');
    native[name](callback, ...check(args));
  } }[name];
}

derive('pbkdf2', ([password, salt, iterations, keylen, digest]) => {
  if (typeof digest !== 'string') validateString(digest, 'digest');
  keyInput(password, 'password');
  keyInput(salt, 'salt');
  validateInteger(iterations, 'iterations', 1, 2 ** 31 - 1);
  validateInteger(keylen, 'keylen', 0, 2 ** 31 - 1);
  if (!native.knowsHash(digest)) throw invalidDigest(digest);
  return [password, salt, iterations, keylen, digest];
});

derive('scrypt', ([password, salt, keylen, options = {}]) => {
  keyInput(password, 'password');
  keyInput(salt, 'salt');
  validateInteger(keylen, 'keylen', 0, 2 ** 31 - 1);
  const { N, cost = N ?? 16384, r, blockSize = r ?? 8, p, parallelization = p ?? 1 } = options ?? {};
  const { maxmem = 32 * 1024 * 1024 } = options ?? {};
  if (128 * cost * blockSize > maxmem) {
    throw codedError('RangeError', 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS', 'Invalid scrypt params: memory limit exceeded');
  }
  return [password, salt, keylen, cost, blockSize, parallelization];
});

derive('hkdf', ([digest, key, salt, info, keylen]) => {
  validateString(digest, 'digest');
  validateInteger(keylen, 'length', 0, 2 ** 31 - 1);
  if (!native.knowsHash(digest)) throw invalidDigest(digest);
  return [digest, keyInput(key, 'ikm'), keyInput(salt, 'salt'), keyInput(info, 'info'), keylen];
});

// The global `crypto`.
exports.webcrypto = native.webcrypto;
defineLazy(exports, 'X509Certificate', () => require('internal/crypto/x509').X509Certificate);
Object.defineProperty(exports, 'subtle', { get: () => native.webcrypto.subtle, enumerable: true, configurable: true });
exports.getRandomValues = (array) => native.webcrypto.getRandomValues(array);
exports.getFips = () => 0;
exports.constants = Object.freeze({ __proto__: null });

refuse(exports, 'crypto', 'argon2 argon2Sync checkPrime checkPrimeSync createCipheriv createDecipheriv createDiffieHellman ' +
  'createDiffieHellmanGroup createECDH createMac createPrivateKey createPublicKey createSign ' +
  'createVerify diffieHellman generatePrime generatePrimeSync getCiphers getCipherInfo getCurves ' +
  'getDiffieHellman getMacs generateKeyPair generateKeyPairSync privateDecrypt privateEncrypt ' +
  'publicDecrypt publicEncrypt randomUUIDv7 sign setEngine setFips verify encapsulate decapsulate ' +
  'secureHeapUsed Certificate Cipheriv Decipheriv DiffieHellman DiffieHellmanGroup ECDH Sign ' +
  'Verify');
exports.Hash = Hash;
exports.Hmac = Hmac;
