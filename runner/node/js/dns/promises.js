'use strict';
// `dns/promises`: as `dns`, every question is refused by name.
//
// native: none.

const dns = require('dns');

for (const [name, value] of Object.entries(Object.getOwnPropertyDescriptors(dns))) {
  if (name !== 'promises' && !['ADDRCONFIG', 'ALL', 'V4MAPPED'].includes(name)) {
    Object.defineProperty(exports, name, value);
  }
}
