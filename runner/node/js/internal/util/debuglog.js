'use strict';
// util.debuglog: messages printed only when NODE_DEBUG names their section.

const enabled = new Map();

function isEnabled(section) {
  if (!enabled.has(section)) {
    const patterns = (require('internal/util/variable').variable('NODE_DEBUG') ?? '').split(',').map((one) => one.trim()).filter(Boolean);
    const matches = patterns.some((pattern) => {
      const source = pattern.replace(/[|\\{}()[\]^$+?.]/g, '\\$&').replaceAll('*', '.*');
      return new RegExp(`^${source}$`, 'i').test(section);
    });
    enabled.set(section, matches);
  }
  return enabled.get(section);
}

exports.debuglog = function debuglog(set, onFirst) {
  const section = String(set).toUpperCase();
  let told = false;
  const log = (...args) => {
    if (!isEnabled(section)) return;
    if (!told && typeof onFirst === 'function') {
      told = true;
      onFirst(log);
    }
    const shown = require('internal/inspect').formatWithOptions({ colors: false }, ...args);
    process.stderr.write(`${section} ${process.pid}: ${shown}\n`);
  };
  Object.defineProperty(log, 'enabled', { get: () => isEnabled(section), enumerable: true, configurable: true });
  return log;
};
