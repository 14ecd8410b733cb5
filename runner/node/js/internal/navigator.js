'use strict';
// The `navigator` global, as far as it concerns threads.

const os = require('os');

class Navigator {
  get hardwareConcurrency() { return os.availableParallelism(); }

  get language() { return 'en-US'; }

  get languages() { return Object.freeze(['en-US']); }

  get locks() { return require('worker_threads').locks; }

  get platform() { return process.platform; }

  get userAgent() { return `Node.js/${process.versions.node.split('.')[0]}`; }
}

// Web IDL has attributes enumerable; those of a class are not.
for (const name of Object.getOwnPropertyNames(Navigator.prototype)) {
  if (name !== 'constructor') Object.defineProperty(Navigator.prototype, name, { enumerable: true });
}

exports.navigator = new Navigator();
