'use strict';
// The `net` module: addresses, and lists of blocked ones. There are no connections: what would need
// one throws an error that names it.
//
// native:
//   isIP(text)   4, 6 or 0

const { Duplex } = require('stream');
const { BlockList } = require('internal/net/block_list');
const { SocketAddress } = require('internal/net/socket_address');
const { refuse, refusing } = require('internal/refusing');

const NO_NETWORK = 'it has no network connections';
const refused = (what) => refusing('net', what, NO_NETWORK);

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
  connect() { refused('Socket.connect')(); }
  setTimeout() { refused('Socket.setTimeout')(); }
  address() { return {}; }
  ref() { return this; }
  unref() { return this; }
  _read() {}
  _write() {}
}
exports.Socket = Socket;
exports.Stream = Socket;

refuse(exports, 'net', 'connect createConnection createServer Server BoundSocket', NO_NETWORK);
