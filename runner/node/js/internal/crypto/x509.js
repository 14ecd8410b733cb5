'use strict';
// `X509Certificate`: what stands in a certificate. What needs its public key throws an error that
// names it. Its object carries native data, which clones take along.
//
// native:
//   makeCertificate(prototype, bytes)   undefined when the bytes are none
//   certificateFacts(object), certificateBytes(object)   undefined for any other object

const { hash } = require('crypto');
const { codedError, nodeError, unsupported } = require('internal/errors');
const { validateBoolean, validateObject, validateString } = require('internal/validators');

const custom = Symbol.for('nodejs.util.inspect.custom');
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const SIGNATURES = {
  '__proto__': null,
  '1.2.840.113549.1.1.5': 'sha1WithRSAEncryption',
  '1.2.840.113549.1.1.10': 'rsassaPss',
  '1.2.840.113549.1.1.11': 'sha256WithRSAEncryption',
  '1.2.840.113549.1.1.12': 'sha384WithRSAEncryption',
  '1.2.840.113549.1.1.13': 'sha512WithRSAEncryption',
  '1.2.840.10045.4.3.2': 'ecdsa-with-SHA256',
  '1.2.840.10045.4.3.3': 'ecdsa-with-SHA384',
  '1.2.840.10045.4.3.4': 'ecdsa-with-SHA512',
  '1.3.101.112': 'ED25519',
  '1.3.101.113': 'ED448',
};

const known = new WeakMap();

function factsOf(certificate) {
  let found = known.get(certificate);
  if (found === undefined) {
    const text = native.certificateFacts(certificate);
    if (text === undefined) throw nodeError('ERR_INVALID_THIS', 'X509Certificate');
    found = JSON.parse(text);
    known.set(certificate, found);
  }
  return found;
}

// RFC 2253, 2.4: characters that would end or change a value.
const escaped = (value) => value
  .replace(/[,+"\\<>;]|^[# ]| $/g, '\\$&')
  .replace(/[\0-\x1f\x7f]/g, (letter) => `\\${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
const lines = (name) => (name.length > 0 ? name.map(([key, value]) => `${key}=${escaped(value)}`).join('\n') : undefined);

// A value that could be taken for more than one is quoted.
const shown = ([kind, value]) => `${kind}:${/[",'\\\0-\x1f]/.test(value) ? JSON.stringify(value) : value}`;

const two = (number) => String(number).padStart(2, '0');
function written(seconds) {
  const date = new Date(seconds * 1000);
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${time} ${date.getUTCFullYear()} GMT`;
}

const fingerprint = (certificate, algorithm) =>
  hash(algorithm, certificate.raw, 'hex').toUpperCase().match(/../g).join(':');

const needsKeys = (what) => unsupported(`X509Certificate.${what}`, 'it has no public-key cryptography');

// The bytes of a PEM text, or of DER as it is.
function bytesOf(buffer) {
  const text = typeof buffer === 'string' ? buffer
    : Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength).toString('latin1');
  const [, base64] = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([^-]*)-----END/.exec(text) ?? [];
  return base64 === undefined ? buffer : Buffer.from(base64, 'base64');
}

function subjectOption(options) {
  validateObject(options, 'options');
  const { subject = 'default' } = options;
  if (['default', 'always', 'never'].includes(subject)) return subject;
  throw codedError('TypeError', 'ERR_INVALID_ARG_VALUE',
    `The property 'options.subject' is invalid. Received ${require('util').inspect(subject)}`);
}

// The names of one kind, and those of the subject where they count: when there are no others.
function candidates(certificate, kind, attribute, subject) {
  const facts = factsOf(certificate);
  const names = (facts.names ?? []).filter(([found]) => found === kind).map(([, value]) => value);
  if (subject === 'never' || (subject === 'default' && names.length > 0)) return names;
  return names.concat(facts.subject.filter(([key]) => key === attribute).map(([, value]) => value));
}

// RFC 6125, 6.4.3: a wildcard stands in the first label and for one label.
function hostMatches(pattern, host, { wildcards, partialWildcards }) {
  const [expected, name] = [pattern.toLowerCase(), host.toLowerCase()];
  if (expected === name) return true;
  if (name.startsWith('.') && name.length > 1) return expected.endsWith(name);
  const [label, ...rest] = expected.split('.');
  const [first, ...others] = name.split('.');
  if (!wildcards || !label.includes('*') || rest.length < 2 || rest.join('.') !== others.join('.')) return false;
  const [head, tail, ...more] = label.split('*');
  if (more.length > 0 || (label !== '*' && (!partialWildcards || first.startsWith('xn--')))) return false;
  return first.length > head.length + tail.length && first.startsWith(head) && first.endsWith(tail);
}

class X509Certificate {
  constructor(buffer) {
    if (typeof buffer !== 'string' && !ArrayBuffer.isView(buffer)) {
      throw nodeError('ERR_INVALID_ARG_TYPE', 'buffer', ['string', 'Buffer', 'TypedArray', 'DataView'], buffer);
    }
    const made = native.makeCertificate(new.target.prototype, bytesOf(buffer));
    if (made === undefined) {
      throw codedError('Error', 'ERR_OSSL_PEM_NO_START_LINE', 'error:0480006C:PEM routines::no start line');
    }
    return made;
  }

  get subject() { return lines(factsOf(this).subject); }
  get issuer() { return lines(factsOf(this).issuer); }
  get subjectAltName() { return factsOf(this).names?.map(shown).join(', '); }
  get infoAccess() {
    return factsOf(this).access?.map(([method, name]) => `${method} - ${shown(name)}`).join('\n');
  }
  get validFrom() { return written(factsOf(this).from); }
  get validTo() { return written(factsOf(this).to); }
  get validFromDate() { return new Date(factsOf(this).from * 1000); }
  get validToDate() { return new Date(factsOf(this).to * 1000); }
  get fingerprint() { return fingerprint(this, 'sha1'); }
  get fingerprint256() { return fingerprint(this, 'sha256'); }
  get fingerprint512() { return fingerprint(this, 'sha512'); }
  get keyUsage() { return factsOf(this).usages?.slice(); }
  get serialNumber() { return factsOf(this).serial; }
  get signatureAlgorithm() { return SIGNATURES[factsOf(this).signature]; }
  get signatureAlgorithmOid() { return factsOf(this).signature; }
  get ca() { return factsOf(this).ca; }
  get issuerCertificate() { return factsOf(this) && undefined; }
  get publicKey() { throw needsKeys('publicKey'); }

  get raw() {
    factsOf(this);
    return native.certificateBytes(this);
  }

  toString() {
    const base64 = this.raw.toString('base64').match(/.{1,64}/g).join('\n');
    return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
  }

  toJSON() { return this.toString(); }

  checkHost(name, options = {}) {
    validateString(name, 'name');
    const subject = subjectOption(options);
    const { wildcards = true, partialWildcards = true } = options;
    validateBoolean(wildcards, 'options.wildcards');
    validateBoolean(partialWildcards, 'options.partialWildcards');
    return candidates(this, 'DNS', 'CN', subject)
      .find((pattern) => hostMatches(pattern, name, { wildcards, partialWildcards }));
  }

  checkEmail(email, options = {}) {
    validateString(email, 'email');
    const halves = (address) => {
      const at = address.lastIndexOf('@');
      return `${address.slice(0, at)}@${address.slice(at + 1).toLowerCase()}`;
    };
    const all = candidates(this, 'email', 'emailAddress', subjectOption(options));
    return all.some((address) => halves(address) === halves(email)) ? email : undefined;
  }

  checkIP(ip) {
    validateString(ip, 'ip');
    const { SocketAddress, isIP } = require('net');
    const version = isIP(ip);
    if (version === 0) throw codedError('TypeError', 'ERR_INVALID_ARG_VALUE', 'Invalid name');
    const same = (address) => new SocketAddress({ address, family: `ipv${version}` }).address;
    const all = (factsOf(this).names ?? []).filter(([kind, value]) => kind === 'IP Address' && isIP(value) === version);
    return all.some(([, value]) => same(value) === same(ip)) ? ip : undefined;
  }

  checkIssued(otherCert) {
    if (!(otherCert instanceof X509Certificate)) {
      throw nodeError('ERR_INVALID_ARG_TYPE', 'otherCert', 'X509Certificate', otherCert);
    }
    const issuer = factsOf(otherCert);
    return factsOf(this).issuerRaw === issuer.subjectRaw && issuer.signs;
  }

  checkPrivateKey(pkey) { throw needsKeys('checkPrivateKey'); }
  verify(publicKey) { throw needsKeys('verify'); }
  toLegacyObject() { throw needsKeys('toLegacyObject'); }

  [custom](depth, options, inspect) {
    if (depth < 0) return this;
    const shownFields = {};
    for (const name of [
      'subject', 'subjectAltName', 'issuer', 'infoAccess', 'validFrom', 'validTo', 'validFromDate', 'validToDate',
      'fingerprint', 'fingerprint256', 'fingerprint512', 'keyUsage', 'serialNumber', 'signatureAlgorithm',
      'signatureAlgorithmOid',
    ]) shownFields[name] = this[name];
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `X509Certificate ${inspect(shownFields, inner)}`;
  }
}
Object.defineProperty(X509Certificate.prototype.checkHost, 'length', { value: 2 });
Object.defineProperty(X509Certificate.prototype.checkEmail, 'length', { value: 2 });
Object.defineProperty(X509Certificate.prototype.checkIP, 'length', { value: 2 });

exports.X509Certificate = X509Certificate;
