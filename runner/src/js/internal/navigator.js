'use strict';
// The `navigator` global, as far as it concerns threads.

const os = require('os');

class Navigator {
  get hardwareConcurrency() { return os.availableParallelism(); }

  get language() { return 'en-US'; }

  get languages() { return Object.freeze(['en-US']); }

  get platform() { return process.platform; }

  get userAgent() { return `Node.js/${process.versions.node.split('.')[0]}`; }
}

exports.navigator = new Navigator();
