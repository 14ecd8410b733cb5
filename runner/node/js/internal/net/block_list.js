'use strict';
// `BlockList`: rules that say which addresses are blocked. Its object carries native data, which all
// clones share.
//
// native:
//   makeList(prototype), isList(value)
//   add(list, kind, address, end or prefix)   false for a range that ends before it starts
//   remove(list, kind, address, end or prefix), clear(list)
//   blocks(list, address), rules(list)

const { nodeError, codedError } = require('internal/errors');
const { validateArray, validateInteger, validateString } = require('internal/validators');
const { SocketAddress, invalidAddress } = require('internal/net/socket_address');

const custom = Symbol.for('nodejs.util.inspect.custom');

function check(list) {
  if (!native.isList(list)) throw nodeError('ERR_INVALID_THIS', 'BlockList');
}

function addressOf(address, name, family) {
  if (SocketAddress.isSocketAddress(address)) return address;
  validateString(address, name);
  validateString(family, 'family');
  return new SocketAddress({ address, family });
}

function subnetOf(net, prefix, family) {
  const address = addressOf(net, 'network', family);
  validateInteger(prefix, 'prefix', 0, address.family === 'ipv4' ? 32 : 128);
  return [address, prefix];
}

function cidrOf(cidr, name = 'cidr') {
  validateString(cidr, name);
  const refuse = (reason) => codedError('TypeError', 'ERR_INVALID_ARG_VALUE',
    `The argument '${name}' ${reason}. Received ${require('util').inspect(cidr)}`);
  const slash = cidr.lastIndexOf('/');
  if (slash === -1) throw refuse('must contain a prefix length (e.g. "10.0.0.0/8")');
  const [net, bits] = [cidr.slice(0, slash), cidr.slice(slash + 1)];
  if (String(Number.parseInt(bits, 10)) !== bits) throw refuse('prefix length must be a valid integer');
  return subnetOf(net, Number(bits), net.includes(':') ? 'ipv6' : 'ipv4');
}

// Adds a rule as `rules` shows it; what is none is passed over.
function addText(list, rule) {
  const [, kind, version, text] = /^(Address|Range|Subnet): IPv([46]) (.+)$/.exec(rule) ?? [];
  if (kind === undefined) return;
  const family = `ipv${version}`;
  const [first, second] = text.split(kind === 'Range' ? '-' : '/');
  try {
    if (kind === 'Address') list.addAddress(text, family);
    else if (kind === 'Range') list.addRange(first, second, family);
    else list.addSubnet(first, Number(second), family);
  } catch (error) {
    if (error.code !== invalidAddress().code) throw error;
  }
}

class BlockList {
  constructor() {
    return native.makeList(new.target.prototype);
  }

  addAddress(address, family = 'ipv4') {
    check(this);
    native.add(this, 'Address', addressOf(address, 'address', family));
  }

  addAddresses(addresses, family = 'ipv4') {
    check(this);
    validateArray(addresses, 'addresses');
    const all = addresses.map((address, at) => addressOf(address, `addresses[${at}]`, family));
    for (const address of all) native.add(this, 'Address', address);
  }

  addRange(start, end, family = 'ipv4') {
    check(this);
    const first = addressOf(start, 'start', family);
    if (native.add(this, 'Range', first, addressOf(end, 'end', family))) return;
    throw nodeError('ERR_INVALID_ARG_VALUE', 'start', first, 'must come before end');
  }

  addSubnet(net, prefix, family = 'ipv4') {
    check(this);
    native.add(this, 'Subnet', ...subnetOf(net, prefix, family));
  }

  addCIDR(cidr) {
    check(this);
    native.add(this, 'Subnet', ...cidrOf(cidr));
  }

  addCIDRs(cidrs) {
    check(this);
    validateArray(cidrs, 'cidrs');
    for (const subnet of cidrs.map((cidr, at) => cidrOf(cidr, `cidrs[${at}]`))) native.add(this, 'Subnet', ...subnet);
  }

  removeAddress(address, family = 'ipv4') {
    check(this);
    native.remove(this, 'Address', addressOf(address, 'address', family));
  }

  removeRange(start, end, family = 'ipv4') {
    check(this);
    native.remove(this, 'Range', addressOf(start, 'start', family), addressOf(end, 'end', family));
  }

  removeSubnet(net, prefix, family = 'ipv4') {
    check(this);
    native.remove(this, 'Subnet', ...subnetOf(net, prefix, family));
  }

  removeCIDR(cidr) {
    check(this);
    native.remove(this, 'Subnet', ...cidrOf(cidr));
  }

  // What is no address is not blocked.
  check(address, family = 'ipv4') {
    check(this);
    try {
      return native.blocks(this, addressOf(address, 'address', family));
    } catch (error) {
      if (error.code === 'ERR_INVALID_ADDRESS' || error.code === 'ERR_INVALID_ARG_VALUE') return false;
      throw error;
    }
  }

  clear() {
    check(this);
    native.clear(this);
  }

  toJSON() {
    return this.rules;
  }

  fromJSON(data) {
    check(this);
    let rules = data;
    if (typeof data === 'string') rules = JSON.parse(data);
    if (!Array.isArray(rules) || !rules.every((rule) => typeof rule === 'string')) {
      throw nodeError('ERR_INVALID_ARG_TYPE', 'data', ['string', 'string[]'], rules);
    }
    for (const rule of rules) addText(this, rule);
  }

  get rules() {
    check(this);
    return native.rules(this);
  }

  get size() {
    return this.rules.length;
  }

  [custom](depth, options, inspect) {
    if (depth < 0) return options.stylize('[BlockList]', 'special');
    return `BlockList ${inspect({ rules: this.rules }, { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }

  static isBlockList(value) {
    return native.isList(value);
  }
}

BlockList.PRIVATE_RANGES = [
  '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '::1/128', '169.254.0.0/16', 'fe80::/10', 'fc00::/7',
];
exports.BlockList = BlockList;
