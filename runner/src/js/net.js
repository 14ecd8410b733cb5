'use strict';
// The `net` module: addresses, and lists of blocked ones. There are no connections: what would need
// one throws an error that names it.
//
// native:
//   isIP(text)   4, 6 or 0

const { Duplex } = require('stream');
const { codedError } = require('internal/errors');
const { BlockList } = require('internal/net/block_list');
const { SocketAddress } = require('internal/net/socket_address');

const unsupported = (what) => codedError('Error', 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
  `net.${what} is not supported by this runtime: it has no network connections`);

exports.isIP = function isIP(input) {
  return input == null ? 0 : native.isIP(`${input}`);
};
exports.isIPv4 = (input) => exports.isIP(input) === 4;
exports.isIPv6 = (input) => exports.isIP(input) === 6;
exports.BlockList = BlockList;
exports.SocketAddress = SocketAddress;

// A socket that was never connected, as every one of them is here: what is written to it waits.
class Socket extends Duplex {
  connecting = false;
  pending = true;
  connect() { throw unsupported('Socket.connect'); }
  setTimeout() { throw unsupported('Socket.setTimeout'); }
  address() { return {}; }
  ref() { return this; }
  unref() { return this; }
  _read() {}
  _write() {}
}
exports.Socket = Socket;
exports.Stream = Socket;

for (const name of ['connect', 'createConnection', 'createServer', 'Server', 'BoundSocket']) {
  // A plain function, so that `new` reaches the error too.
  exports[name] = function refused() { throw unsupported(name); };
  Object.defineProperty(exports[name], 'name', { value: name });
}
