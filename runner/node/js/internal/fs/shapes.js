// What file functions give back: Stats, BigIntStats, StatFs, Dirent.
// It must never touch the file system.
//
// native: none.

const { nodeError } = require('internal/errors');

const MASK = 0o170000;
const KINDS = [
  ['isFile', 0o100000], ['isDirectory', 0o040000], ['isCharacterDevice', 0o020000],
  ['isBlockDevice', 0o060000], ['isFIFO', 0o010000], ['isSymbolicLink', 0o120000], ['isSocket', 0o140000],
];
const FIELDS = ['dev', 'mode', 'nlink', 'uid', 'gid', 'rdev', 'blksize', 'ino', 'size', 'blocks'];
const TIMES = ['atime', 'mtime', 'ctime', 'birthtime'];

// A time as a Date, made at the first look and kept elsewhere: an accessor that replaced itself would trip the engine's
// cache of property accesses.
const dates = new WeakMap();
function defineTimes(prototype) {
  for (const name of TIMES) {
    Object.defineProperty(prototype, name, {
      get() {
        const made = dates.get(this) ?? {};
        dates.set(this, made);
        made[name] ??= new Date(Math.round(Number(this[`${name}Ms`])));
        return made[name];
      },
      set(value) {
        Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
      },
      enumerable: true,
      configurable: true,
    });
  }
}

class StatsBase {}
for (const [name, kind] of KINDS) {
  StatsBase.prototype[name] = { [name]() {
    return typeof this.mode === 'bigint' ? (this.mode & BigInt(MASK)) === BigInt(kind) : (this.mode & MASK) === kind;
  } }[name];
}
class Stats extends StatsBase {
  constructor(...values) {
    super();
    FIELDS.forEach((name, index) => { this[name] = values[index]; });
    TIMES.forEach((name, index) => { this[`${name}Ms`] = values[FIELDS.length + index]; });
  }
}

class BigIntStats extends StatsBase {
  constructor(...values) {
    super();
    FIELDS.forEach((name, index) => { this[name] = values[index]; });
    TIMES.forEach((name, index) => { this[`${name}Ms`] = values[FIELDS.length + index] / 1_000_000n; });
    TIMES.forEach((name, index) => { this[`${name}Ns`] = values[FIELDS.length + index]; });
  }
}

defineTimes(Stats.prototype);
defineTimes(BigIntStats.prototype);

// From the numbers of the native side: fields, then seconds and nanoseconds of each time.
exports.makeStats = (numbers, big) => {
  const values = numbers.slice(0, FIELDS.length);
  for (let at = FIELDS.length; at < numbers.length; at += 2) {
    const [seconds, nanoseconds] = [numbers[at], numbers[at + 1]];
    values.push(big ? seconds * 1_000_000_000n + nanoseconds : seconds * 1000 + nanoseconds / 1e6);
  }
  return big ? new BigIntStats(...values) : new Stats(...values);
};

class StatFs {}
exports.makeStatFs = (values) => {
  const found = new StatFs();
  ['type', 'bsize', 'frsize', 'blocks', 'bfree', 'bavail', 'files', 'ffree'].forEach((name, index) => {
    found[name] = values[index];
  });
  return found;
};

const kType = Symbol('type');
class Dirent {
  constructor(name, type, path) {
    this.name = name;
    this.parentPath = path;
    this[kType] = type;
  }
}
['isFile', 'isDirectory', 'isSymbolicLink', 'isFIFO', 'isSocket', 'isCharacterDevice', 'isBlockDevice']
  .forEach((name, index) => {
    Dirent.prototype[name] = { [name]() { return this[kType] === index + 1; } }[name];
  });

// Entries of a folder as the options of readdir ask for them.
exports.makeEntries = (flat, path, options) => {
  const entries = [];
  const from = path instanceof URL ? require('url').fileURLToPath(path) : path;
  for (let at = 0; at < flat.length; at += 3) {
    const [folder, plain, kind] = [flat[at], flat[at + 1], flat[at + 2]];
    const inside = folder === '' ? from : `${String(from).replace(/\/+$/, '')}/${folder}`;
    const name = exports.encoded(options.withFileTypes || folder === '' ? plain : `${folder}/${plain}`, options);
    entries.push(options.withFileTypes ? new Dirent(name, kind, inside) : name);
  }
  return entries;
};

// A path in the encoding that the options name.
exports.encoded = (path, options) => {
  const encoding = typeof options === 'string' ? options : options?.encoding;
  if (!encoding || /^utf-?8$/i.test(encoding)) return path;
  const bytes = require('buffer').Buffer.from(path);
  return encoding === 'buffer' ? bytes : bytes.toString(encoding);
};

// Options that may be an encoding.
exports.optionsOf = (options, defaults) => {
  if (options === undefined || options === null || typeof options === 'function') return defaults;
  const given = typeof options === 'string' ? { encoding: options } : options;
  if (typeof given !== 'object') throw nodeError('ERR_INVALID_ARG_TYPE', 'options', ['string', 'Object'], options);
  const { encoding, signal } = given;
  if (encoding && encoding !== 'buffer' && !require('buffer').Buffer.isEncoding(encoding)) {
    throw nodeError('ERR_INVALID_ARG_VALUE', 'encoding', encoding, 'is invalid encoding');
  }
  if (signal !== undefined) require('internal/validators').validateAbortSignal(signal, 'options.signal');
  return { ...defaults, ...given };
};

// Node gives the constructor under its own name away, with a warning.
exports.Stats = require('util').deprecate(function deprecated(...values) {
  return new.target === undefined ? undefined : Reflect.construct(Stats, values, new.target);
}, 'fs.Stats constructor is deprecated.', 'DEP0180');
exports.Stats.prototype = Stats.prototype;
exports.Dirent = Dirent;
