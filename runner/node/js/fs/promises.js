// The module `fs/promises`: each operation as a promise, and `open` with its FileHandle.
// It must keep no state: handles hold theirs natively.
//
// native: the same functions as `fs`.

const fs = require('fs');
const { abortError, nodeError } = require('internal/errors');
const { operations } = require('internal/fs/operations');
const { flushOption, pathOf } = require('internal/fs/checks');
const { optionsOf } = require('internal/fs/shapes');

const asyncDispose = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');

// The promise of one native operation.
const promised = (name, args) => new Promise((resolve, reject) => {
  native[name]((error, value) => (error ? reject(error) : resolve(value)), ...args);
});

const ELSEWHERE = new Set([
  'appendFile', 'fchmod', 'fchown', 'fdatasync', 'fstat', 'fsync', 'ftruncate', 'futimes', 'open', 'readFile', 'realpath',
  'writeFile',
]);
const none = () => {};

for (const [key, operation] of Object.entries(operations)) {
  if (ELSEWHERE.has(key)) continue;
  const { native: nativeName = key, args = (...all) => all, promise: prepare = args, absent, params, promised: check = none, result } = operation;
  const name = key === 'realpathNative' ? 'realpath' : key;
  exports[name] = { async [name](...given) {
    check(...given);
    let value;
    try {
      value = await promised(nativeName, prepare(...given));
    } catch (error) {
      if (absent && given[1]?.throwIfNoEntry === false && /^ENO(ENT|TDIR)$/.test(error.code)) return undefined;
      throw error;
    }
    return result === undefined ? value : result(value, ...given);
  } }[name];
  const length = absent || name === 'statfs' || name === 'access' ? 1 : params[0];
  Object.defineProperty(exports[name], 'length', { value: length, configurable: true });
}

const isHandle = (file) => typeof file === 'object' && file !== null && file instanceof require('internal/fs/handle').FileHandle;

exports.open = async function open(path, flags, mode) {
  const fd = await promised('open', operations.open.args(path, flags, mode));
  return require('internal/fs/handle').handleFor(fd);
};

exports.readFile = async function readFile(path, options) {
  const given = optionsOf(options, {});
  if (isHandle(path)) return path.readFile(options);
  const { signal } = given;
  if (signal?.aborted) throw abortError(signal.reason);
  const value = await promised('readFile', [pathOf(path), given.encoding, given.flag || 'r']);
  if (signal?.aborted) throw abortError(signal.reason);
  return value;
};

exports.writeFile = async function writeFile(path, data, options) {
  const given = optionsOf(options, {});
  const flush = flushOption(given);
  const { contentOf, stopIf } = require('internal/fs/content');
  const content = contentOf(data, given.encoding);
  if (isHandle(path)) return path.writeFile(data, options);
  stopIf(given.signal);
  const handle = await exports.open(path, given.flag || 'w', given.mode);
  try {
    await handle.writeFile(content, { encoding: given.encoding, signal: given.signal });
    if (flush) await handle.sync();
  } finally {
    await handle.close();
  }
  return undefined;
};

exports.appendFile = async function appendFile(path, data, options) {
  const given = optionsOf(options, {});
  return exports.writeFile(path, data, { ...given, flag: given.flag || 'a' });
};

exports.opendir = async function opendir(path, options) {
  return require('internal/fs/dir').opendirNamed(path, options);
};

exports.cp = async function cp(src, dest, options) {
  return require('internal/fs/copy').copying(src, dest, options)();
};

exports.glob = async function* glob(pattern, options) {
  yield* await require('internal/fs/glob').found(pattern, options);
};

exports.watch = (path, options) => require('internal/fs/watch_promises').watch(path, options);
Object.defineProperty(exports.watch, 'name', { value: 'watch', configurable: true });

exports.lchmod = async function lchmod(path, mode) {
  throw nodeError('ERR_METHOD_NOT_IMPLEMENTED', 'lchmod()');
};

exports.mkdtempDisposable = async function mkdtempDisposable(prefix, options) {
  const path = await exports.mkdtemp(prefix, options);
  const full = require('path').resolve(path);
  const remove = async () => exports.rm(full, { recursive: true, force: true });
  return { __proto__: null, path, remove, async [asyncDispose]() { await remove(); } };
};

exports.constants = fs.constants;
