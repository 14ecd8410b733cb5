'use strict';
// The `dns` module without a network: its numbers and names; every question is refused by name.
//
// native: none.

const { refuse } = require('internal/refusing');

Object.assign(exports, { ADDRCONFIG: 32, ALL: 16, V4MAPPED: 8 });
for (const name of [
  'NODATA', 'FORMERR', 'SERVFAIL', 'NOTFOUND', 'NOTIMP', 'REFUSED', 'BADQUERY', 'BADNAME', 'BADFAMILY',
  'BADRESP', 'CONNREFUSED', 'TIMEOUT', 'FILE', 'NOMEM', 'DESTRUCTION', 'BADSTR', 'BADFLAGS', 'NONAME',
  'BADHINTS', 'NOTINITIALIZED', 'LOADIPHLPAPI', 'ADDRGETNETWORKPARAMS', 'CANCELLED',
]) {
  exports[name] = `E${name}`;
}
exports.EOF = 'EOF';

refuse(exports, 'dns', 'lookup lookupService Resolver setServers getServers resolve resolve4 resolve6 ' +
  'resolveAny resolveCaa resolveCname resolveMx resolveNaptr resolveNs resolvePtr resolveSoa resolveSrv ' +
  'resolveTlsa resolveTxt reverse');

let order = 'verbatim';
exports.getDefaultResultOrder = () => order;
exports.setDefaultResultOrder = function setDefaultResultOrder(wanted) {
  require('internal/validators').validateOneOf(wanted, 'dnsOrder', ['verbatim', 'ipv4first', 'ipv6first']);
  order = wanted;
};

Object.defineProperty(exports, 'promises', {
  configurable: true, enumerable: true, get: () => require('dns/promises'),
});
