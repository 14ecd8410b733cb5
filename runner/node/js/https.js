'use strict';
// The `https` module without a network: agents that hold options; the rest is refused by name.
//
// native: none.

const http = require('http');
const { refuse } = require('internal/refusing');

exports.Agent = class Agent extends http.Agent {
  constructor(options) {
    super(options);
    this.options = Object.assign(Object.create(null), options, {
      defaultPort: 443, protocol: 'https:', noDelay: options?.noDelay ?? true, path: null,
    });
    this.defaultPort = 443;
    this.protocol = 'https:';
    this.maxCachedSessions = this.options.maxCachedSessions ?? 100;
  }
};
exports.globalAgent = new exports.Agent({ keepAlive: true, scheduling: 'lifo', timeout: 5000 });
refuse(exports, 'https', 'Server createServer get request');
