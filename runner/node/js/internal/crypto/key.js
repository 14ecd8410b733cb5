'use strict';
// `CryptoKey`, for secret keys: what Web Crypto shows of a key. Its object carries native data,
// which clones take along.
//
// native:
//   makeCryptoKey(keyObject, description), describeCryptoKey(key), keyObjectOf(key)

const { nodeError } = require('internal/errors');

const custom = Symbol.for('nodejs.util.inspect.custom');

// One description for each key, so that its parts stay the same objects.
const descriptions = new WeakMap();

function described(key) {
  let found = descriptions.get(key);
  if (found === undefined) {
    const text = native.describeCryptoKey(key);
    if (text === undefined) throw nodeError('ERR_INVALID_THIS', 'CryptoKey');
    found = JSON.parse(text);
    descriptions.set(key, found);
  }
  return found;
}

class CryptoKey {
  constructor() { throw nodeError('ERR_ILLEGAL_CONSTRUCTOR'); }
  get type() { return described(this) && 'secret'; }
  get extractable() { return described(this).extractable; }
  get algorithm() { return described(this).algorithm; }
  get usages() { return described(this).usages; }

  [custom](depth, options, inspect) {
    if (depth < 0) return this;
    const { extractable, algorithm, usages } = described(this);
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `CryptoKey ${inspect({ type: 'secret', extractable, algorithm, usages }, inner)}`;
  }
}
for (const name of ['type', 'extractable', 'algorithm', 'usages']) {
  Object.defineProperty(CryptoKey.prototype, name, { enumerable: true });
}
Object.defineProperty(CryptoKey.prototype, Symbol.toStringTag, { value: 'CryptoKey', configurable: true });

exports.CryptoKey = CryptoKey;
exports.isCryptoKey = (value) => native.describeCryptoKey(value) !== undefined;
exports.keyObjectOf = (key) => native.keyObjectOf(key);

// What a key is and may be used for, whatever a script did to the objects that it shows.
exports.factsOf = (key) => JSON.parse(native.describeCryptoKey(key));

const USAGES = [
  'encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey',
];
exports.USAGES = USAGES;

exports.makeKey = (keyObject, algorithm, extractable, usages) => native.makeCryptoKey(keyObject, JSON.stringify({
  algorithm, extractable, usages: USAGES.filter((usage) => usages.includes(usage)),
}));
