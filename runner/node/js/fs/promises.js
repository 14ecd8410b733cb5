// The module `fs/promises`: each operation as a promise, and `open` with its FileHandle.
// It must keep no state: handles hold theirs natively.
//
// native: the same functions as `fs`.

const fs = require('fs');
const { abortError } = require('internal/errors');
const { operations } = require('internal/fs/operations');
const { refuse } = require('internal/refusing');

// The promise of one native operation.
const promised = (name, args) => new Promise((resolve, reject) => {
  native[name]((error, value) => (error ? reject(error) : resolve(value)), ...args);
});

const SYNCHRONOUS_ONLY = new Set(['fchmod', 'fchown', 'fdatasync', 'fstat', 'fsync', 'ftruncate', 'futimes', 'open']);

for (const [name, { native: nativeName = name, args: prepare = (...args) => args, result }] of Object.entries(operations)) {
  if (SYNCHRONOUS_ONLY.has(name)) continue;
  exports[name] = { async [name](...args) {
    const { signal } = args.at(-1) ?? {};
    if (signal?.aborted) throw abortError(signal.reason);
    const value = await promised(nativeName, prepare(...args));
    if (signal?.aborted) throw abortError(signal.reason);
    return result === undefined ? value : result(value, ...args);
  } }[name];
}

exports.open = async function open(path, flags, mode) {
  const fd = await promised('open', operations.open.args(path, flags, mode));
  return require('internal/fs/handle').handleFor(fd);
};

exports.opendir = async (path, options) => require('internal/fs/dir').opendirSync(path, options);

exports.mkdtempDisposable = async function mkdtempDisposable(prefix, options) {
  const path = await exports.mkdtemp(prefix, options);
  const remove = () => exports.rm(path, { recursive: true, force: true });
  return { path, remove, [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]: remove };
};

refuse(exports, 'fs', 'watch glob lchmod');
exports.constants = fs.constants;
