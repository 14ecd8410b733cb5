'use strict';
// `SocketAddress`: an address with a port. Its object carries native data, which clones take along.
//
// native:
//   makeAddress(prototype, version, address, port, flowlabel)   undefined when the address is none
//   parts(object)   [address, port, version, flowlabel]; undefined for any other object
//   isIP(text)      4, 6 or 0

const { codedError, describeReceived, nodeError } = require('internal/errors');
const { validateObject, validateString, validateUint32 } = require('internal/validators');

const custom = Symbol.for('nodejs.util.inspect.custom');

exports.invalidAddress = () => codedError('Error', 'ERR_INVALID_ADDRESS', 'Invalid socket address');

function portOf(port) {
  const number = typeof port === 'string' && port.trim() !== '' ? Number(port) : port;
  if (typeof number === 'number' && Number.isInteger(number) && number >= 0 && number < 65536) return number;
  throw codedError('RangeError', 'ERR_SOCKET_BAD_PORT', 'options.port should be >= 0 and < 65536. ' +
    `Received ${describeReceived(port)}.`);
}

function parts(address) {
  const found = native.parts(address);
  if (found === undefined) throw nodeError('ERR_INVALID_THIS', 'SocketAddress');
  return found;
}

class SocketAddress {
  constructor(options = {}) {
    validateObject(options, 'options');
    let { family = 'ipv4' } = options;
    const { flowlabel = 0 } = options;
    if (typeof family?.toLowerCase === 'function') family = family.toLowerCase();
    if (family !== 'ipv4' && family !== 'ipv6') {
      throw codedError('TypeError', 'ERR_INVALID_ARG_VALUE',
        `The property 'options.family' is invalid. Received ${require('util').inspect(options.family)}`);
    }
    const { address = family === 'ipv4' ? '127.0.0.1' : '::' } = options;
    validateString(address, 'options.address');
    const port = portOf(options.port ?? 0);
    validateUint32(flowlabel, 'options.flowlabel');
    const made = native.makeAddress(new.target.prototype, family === 'ipv4' ? 4 : 6, address, port, flowlabel);
    if (made === undefined) throw exports.invalidAddress();
    return made;
  }

  get address() { return parts(this)[0]; }
  get port() { return parts(this)[1]; }
  get family() { return `ipv${parts(this)[2]}`; }
  get flowlabel() { return parts(this)[3]; }

  toJSON() {
    const [address, port, version, flowlabel] = parts(this);
    return { address, port, family: `ipv${version}`, flowlabel };
  }

  [custom](depth, options, inspect) {
    if (depth < 0) return options.stylize('[SocketAddress]', 'special');
    return `SocketAddress ${inspect(this.toJSON(), { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }

  static isSocketAddress(value) {
    return native.parts(value) !== undefined;
  }

  // The host and port of a URL are what an address may look like.
  static parse(input) {
    validateString(input, 'input');
    const url = URL.parse(`http://${input}`);
    if (url === null) return undefined;
    const { hostname } = url;
    const port = Number(url.port);
    if (hostname.startsWith('[')) return new SocketAddress({ address: hostname.slice(1, -1), port, family: 'ipv6' });
    return native.isIP(hostname) === 4 ? new SocketAddress({ address: hostname, port }) : undefined;
  }
}

exports.SocketAddress = SocketAddress;
