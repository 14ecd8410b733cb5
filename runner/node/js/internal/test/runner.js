'use strict';
// The tree of tests and how it is run: one after the other, suites' hooks around them.
// It must never print; the reporter does.

const { nodeError } = require('internal/errors');

const TestFailure = class {
  constructor(cause, kind) {
    this.cause = cause;
    this.kind = kind; // 'failed' or 'cancelled'
  }
};

class Test {
  constructor(parent, { name, fn, options, isSuite, location }) {
    this.parent = parent;
    this.name = name;
    this.fn = fn;
    this.isSuite = isSuite;
    this.location = location;
    this.options = options;
    this.skip = options.skip ?? false;
    this.todo = options.todo ?? false;
    this.children = [];
    this.queue = Promise.resolve(); // children declared inside run in order
    this.hooks = { before: [], after: [], beforeEach: [], afterEach: [] };
    this.diagnostics = [];
    this.failure = undefined;
    this.duration = 0;
    this.planned = undefined;
    this.assertions = 0;
    this.done = new Promise((resolve) => { this.settle = resolve; });
    this.isDone = false;
    this.controller = undefined;
  }

  get fullName() {
    return this.parent?.parent ? `${this.parent.fullName} > ${this.name}` : this.name;
  }

  get failed() {
    return this.failure !== undefined && !this.todo;
  }

  signal() {
    this.controller ??= new AbortController();
    return this.controller.signal;
  }

  context() {
    return this.ownContext ??= require('internal/test/context').makeContext(this);
  }
}

let root;
let current; // the suite or test whose function declares what comes next

function theRoot() {
  if (root !== undefined) return root;
  root = new Test(undefined, { name: '<root>', fn: undefined, options: {}, isSuite: true });
  root.started = performance.now();
  process.on('beforeExit', finish);
  return root;
}

// The arguments may leave out the name, the options, or both.
function readArguments({ name, options, fn }, flags) {
  if (typeof name === 'function') [name, options, fn] = [undefined, undefined, name];
  else if (name !== null && typeof name === 'object') [name, options, fn] = [undefined, name, options];
  else if (typeof options === 'function') [options, fn] = [undefined, options];
  const given = { ...options, ...flags };
  if (fn === undefined && typeof given.fn === 'function') fn = given.fn;
  if (given.timeout !== undefined && given.timeout !== Infinity) {
    require('internal/validators').validateNumber(given.timeout, 'options.timeout', 0, 2 ** 31 - 1);
  }
  return { name: name || fn?.name || '<anonymous>', options: given, fn: fn ?? (() => {}) };
}

function callSite() {
  const frame = require('internal/errors').frames().find(([, , file]) => file !== '');
  if (frame === undefined) return undefined;
  const [, , file, line, column] = frame;
  return { file: file.replace(/^file:\/\//, ''), line, column };
}

exports.declare = function declare(kind, args, flags, owner) {
  const parent = owner ?? current ?? theRoot();
  const isSuite = kind === 'describe';
  const test = new Test(parent, { ...readArguments(args, flags), isSuite, location: callSite() });
  parent.children.push(test);
  if (isSuite) collect(test);
  // A suite's own children wait for the suite; all others run once declared.
  if (parent === root || !parent.isSuite) {
    parent.queue = parent.queue.then(() => run(test));
    return isSuite && parent === root ? Promise.resolve() : test.done.then(() => undefined);
  }
  return Promise.resolve();
};

// A suite's function only declares.
function collect(suite) {
  if (suite.skip) return;
  const outer = current;
  current = suite;
  try {
    const result = suite.fn.call(suite.context(), suite.context());
    suite.collected = result;
  } catch (error) {
    suite.failure = new TestFailure(error, 'failed');
  } finally {
    current = outer;
  }
}

exports.hook = function hook(kind, fn, options, owner) {
  const test = owner ?? current ?? theRoot();
  require('internal/validators').validateFunction(fn, 'fn');
  test.hooks[kind].push({ fn, options });
};

exports.currentContext = () => current?.context();

async function runHooks(test, kind, receiver = test) {
  for (const { fn } of test.hooks[kind]) await call(fn, receiver.context());
}

async function runEach(test, kind) {
  const chain = [];
  for (let at = test.parent; at; at = at.parent) chain.push(at);
  if (kind === 'beforeEach') chain.reverse();
  for (const one of chain) await runHooks(one, kind, test);
}

// A function with a second parameter is called back instead of awaited.
function call(fn, context) {
  if (fn.length < 2) return Promise.resolve().then(() => fn.call(context, context));
  return new Promise((resolve, reject) => {
    const result = fn.call(context, context, (error) => (error ? reject(error) : resolve()));
    if (typeof result?.then === 'function') {
      reject(nodeError('ERR_TEST_FAILURE', { message: 'passed a callback but also returned a Promise' }));
    }
  });
}

function limited(test, work) {
  const { timeout, signal } = test.options;
  const bounds = [work];
  let timer;
  if (timeout !== undefined && timeout !== Infinity) {
    bounds.push(new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new TestFailure(`test timed out after ${timeout}ms`, 'cancelled')), timeout);
    }));
  }
  if (signal !== undefined) {
    bounds.push(new Promise((resolve, reject) => {
      const abort = () => reject(new TestFailure(signal.reason, 'cancelled'));
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    }));
  }
  return Promise.race(bounds).finally(() => clearTimeout(timer));
}

async function run(test) {
  if (test.isDone) return;
  const started = performance.now();
  try {
    if (!test.skip && test.failure === undefined) await (test.isSuite ? runSuite(test) : runTest(test));
  } catch (error) {
    test.failure ??= error instanceof TestFailure ? error : new TestFailure(error, 'failed');
  }
  const bad = test.children.filter((child) => child.failed).length;
  if (test.failure === undefined && bad > 0) {
    test.failure = new TestFailure(`${bad} subtest${bad > 1 ? 's' : ''} failed`, 'failed');
    test.failure.isOfChildren = true;
  }
  complete(test, performance.now() - started);
}

function complete(test, duration) {
  if (test.isDone) return;
  test.isDone = true;
  test.duration = duration;
  test.controller?.abort();
  test.settle();
  if (test.parent === root) require('internal/test/report').reportTest(test, 0);
}

async function runSuite(suite) {
  await suite.collected;
  await runHooks(suite, 'before');
  const someOnly = suite.children.some((child) => child.options.only);
  for (const child of suite.children) {
    if (someOnly && process.execArgv.includes('--test-only') && !child.options.only) continue;
    await run(child);
  }
  await runHooks(suite, 'after');
}

async function runTest(test) {
  await runEach(test, 'beforeEach');
  const outer = current;
  current = test;
  try {
    await limited(test, call(test.fn, test.context()));
  } finally {
    current = outer;
    await test.queue;
    await runHooks(test, 'after');
    await runEach(test, 'afterEach');
  }
  if (test.planned !== undefined && test.planned !== test.assertions + test.children.length) {
    throw new TestFailure(
      `plan expected ${test.planned} assertions but received ${test.assertions + test.children.length}`, 'failed');
  }
}

// Nothing is left to do: what still waits will wait for ever.
async function finish() {
  if (root.finished) return;
  root.finished = true;
  cancelPending(root);
  await Promise.resolve();
  await runHooks(root, 'after');
  const { reportSummary } = require('internal/test/report');
  if (reportSummary(root, performance.now() - root.started)) process.exitCode = 1;
}

function cancelPending(test) {
  for (const child of test.children) {
    cancelPending(child);
    if (child.isDone) continue;
    child.failure ??= new TestFailure(
      'Promise resolution is still pending but the event loop has already resolved', 'cancelled');
    complete(child, 0);
  }
}
