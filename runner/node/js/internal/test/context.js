'use strict';
// What a test's function is given: its name, subtests, hooks, and ways to skip.

const runner = require('internal/test/runner');

class TestContext {
  #test;

  constructor(test) { this.#test = test; }

  get name() { return this.#test.name; }
  get fullName() { return this.#test.fullName; }
  get filePath() { return this.#test.location?.file; }
  get signal() { return this.#test.signal(); }
  get passed() { return this.#test.failure === undefined; }
  get error() { return this.#test.failure?.cause ?? null; }
  get mock() { return this.#test.ownMock ??= require('internal/test/mock').makeTracker(); }

  get assert() {
    return this.#test.ownAssert ??= counted(require('assert'), this.#test);
  }

  diagnostic(message) { this.#test.diagnostics.push(`${message}`); }
  plan(count) { this.#test.planned = count; }
  runOnly() {}
  skip(message) { this.#test.skip = message ?? true; }
  todo(message) { this.#test.todo = message ?? true; }
  test(name, options, fn) { return runner.declare('test', { name, options, fn }, undefined, this.#test); }
  before(fn, options) { runner.hook('before', fn, options, this.#test); }
  after(fn, options) { runner.hook('after', fn, options, this.#test); }
  beforeEach(fn, options) { runner.hook('beforeEach', fn, options, this.#test); }
  afterEach(fn, options) { runner.hook('afterEach', fn, options, this.#test); }

  async waitFor(condition, { interval = 50, timeout = 1000 } = {}) {
    const start = performance.now();
    for (;;) {
      try {
        return await condition();
      } catch (cause) {
        if (performance.now() - start >= timeout) throw new Error('waitFor() timed out', { cause });
      }
      await new Promise((resolve) => { setTimeout(resolve, interval); });
    }
  }
}

class SuiteContext {
  #suite;

  constructor(suite) { this.#suite = suite; }

  get name() { return this.#suite.name; }
  get fullName() { return this.#suite.fullName; }
  get filePath() { return this.#suite.location?.file; }
  get signal() { return this.#suite.signal(); }
}

// The assertions, each counted towards the test's plan.
function counted(assert, test) {
  const all = {};
  for (const name of Object.keys(assert)) {
    if (typeof assert[name] !== 'function' || /^[A-Z]/.test(name)) continue;
    all[name] = (...args) => {
      test.assertions++;
      return assert[name](...args);
    };
  }
  return all;
}

exports.makeContext = (test) => (test.isSuite ? new SuiteContext(test) : new TestContext(test));
