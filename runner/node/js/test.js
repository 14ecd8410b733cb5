'use strict';
// The `node:test` module: tests and suites that run as the program does, and a report
// on stdout when they are done. A failure makes the exit code 1.

const runner = require('internal/test/runner');

const LAZY = {
  mock: () => require('internal/test/mock').mock,
  assert: () => require('assert'),
};

function declare(kind) {
  const declareOne = {
    [kind](name, options, fn) { return runner.declare(kind, { name, options, fn }); },
  }[kind];
  for (const flag of ['skip', 'todo', 'only', 'expectFailure']) {
    declareOne[flag] = {
      [flag](name, options, fn) { return runner.declare(kind, { name, options, fn }, { [flag]: true }); },
    }[flag];
  }
  return declareOne;
}

const test = declare('test');
const describe = declare('describe');

module.exports = test;
Object.assign(test, {
  after: (fn, options) => runner.hook('after', fn, options),
  afterEach: (fn, options) => runner.hook('afterEach', fn, options),
  before: (fn, options) => runner.hook('before', fn, options),
  beforeEach: (fn, options) => runner.hook('beforeEach', fn, options),
  describe,
  getTestContext: () => runner.currentContext(),
  it: declare('it'),
  suite: describe,
  test,
});
for (const name of Object.keys(LAZY)) {
  Object.defineProperty(test, name, { configurable: true, enumerable: true, get: LAZY[name] });
}
for (const name of ['run', 'snapshot']) {
  test[name] = () => {
    throw require('internal/errors').nodeError('ERR_METHOD_NOT_IMPLEMENTED', `test.${name}()`);
  };
}
