'use strict';
// util.inspect: options, primitives, the walk over an object's properties, and the
// choice of printer by kind of object. Rare kinds live in `internal/inspect/*`, loaded
// when first met. It must never call a getter unless asked, nor run user code other
// than an object's own `inspect.custom`.
//
// native:
//   typeName(object)   the internal kind of an object, whatever its prototype says:
//     'Array', 'Function', 'Class' (a class of JavaScript's, not a native constructor),
//     'AsyncFunction', 'GeneratorFunction', 'AsyncGeneratorFunction', 'Arguments', 'Map',
//     'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Map Iterator', 'Set Iterator', 'Generator',
//     'AsyncGenerator', 'Promise', 'Proxy', 'Date', 'RegExp', 'Error', 'Number', 'String',
//     'Boolean', 'BigInt', 'Symbol', 'ArrayBuffer', 'SharedArrayBuffer', 'DataView', a
//     typed array's name, 'Module', 'External',
//     else 'Object'. A proxy is never asked.

const { typeName } = native;
const text = require('internal/inspect/text');
const { assemble } = require('internal/inspect/layout');

const custom = Symbol.for('nodejs.util.inspect.custom');
const IDENTIFIER = /^[a-zA-Z_][a-zA-Z_0-9]*$/;
const hasOwn = Object.prototype.hasOwnProperty;
const isEnumerable = Object.prototype.propertyIsEnumerable;

const defaults = {
  showHidden: false,
  depth: 2,
  colors: false,
  customInspect: true,
  showProxy: false,
  maxArrayLength: 100,
  maxStringLength: 10000,
  breakLength: 80,
  compact: 3,
  sorted: false,
  getters: false,
  numericSeparator: false,
};

const PLAIN = (shown) => shown;

// One call of inspect: its options, and where in the value it stands.
class Printer {
  constructor(options) {
    this.stylize = PLAIN;
    this.indentation = 0;
    this.deepest = 0;
    this.open = []; // objects being printed, outermost first
    this.circular = undefined; // object -> its <ref *n>
    this.userOptions = undefined;
    if (options !== undefined) this.take(options);
  }

  take(options) {
    for (const key of Object.keys(options)) {
      if (hasOwn.call(defaults, key) || key === 'stylize') this[key] = options[key];
      else this.userOptions ??= options;
    }
    if (this.colors && this.stylize === PLAIN) this.stylize = require('internal/inspect/colors').stylize;
    if (this.maxArrayLength === null) this.maxArrayLength = Infinity;
    if (this.maxStringLength === null) this.maxStringLength = Infinity;
  }

  // What a custom inspect function is given.
  optionsFor() {
    const options = { ...this.userOptions };
    for (const key of Object.keys(defaults)) options[key] = this[key];
    options.stylize = this.stylize;
    return options;
  }

  tooDeep(level) {
    return this.depth !== null && level > this.depth;
  }

  value(value, level, inTypedArray) {
    if (typeof value !== 'object' && typeof value !== 'function') return this.primitive(value);
    if (value === null) return this.stylize('null', 'null');
    const kind = typeName(value);
    if (kind === 'Proxy') return require('internal/inspect/rare').proxy(this, value, level);
    const own = this.customized(value, value, level);
    return own === undefined ? this.object(value, kind, level, inTypedArray) : own;
  }

  // The result of the object's own inspect function, if it has one that counts.
  customized(value, receiver, level) {
    if (!this.customInspect) return undefined;
    const method = value[custom];
    if (typeof method !== 'function' || method === inspect) return undefined;
    const { constructor } = value;
    if (constructor && constructor.prototype === value) return undefined;
    const depth = this.depth === null ? null : this.depth - level;
    const result = method.call(receiver, depth, this.optionsFor(), inspect);
    if (result === receiver) return undefined;
    if (typeof result === 'string') return result.replaceAll('\n', `\n${' '.repeat(this.indentation)}`);
    return this.value(result, level);
  }

  object(value, kind, level, inTypedArray) {
    if (this.open.includes(value)) {
      this.circular ??= new Map();
      if (!this.circular.has(value)) this.circular.set(value, this.circular.size + 1);
      return this.stylize(`[Circular *${this.circular.get(value)}]`, 'special');
    }
    const shape = this.shape(value, kind, level, inTypedArray);
    if (typeof shape === 'string') return shape;
    if (this.tooDeep(level)) {
      return this.stylize(`[${named(shape, kind)}]`, 'special');
    }
    return this.body(value, shape, level + 1);
  }

  body(value, shape, level) {
    const { keys, isList } = shape;
    this.open.push(value);
    this.deepest = level;
    let parts;
    try {
      parts = shape.items === undefined ? [] : shape.items(this, value, level);
      for (const key of keys) parts.push(this.property(value, level, key, isList));
    } catch (error) {
      if (!isStackOverflow(error)) throw error;
      this.open.pop();
      const why = 'Inspection interrupted prematurely. Maximum call stack size exceeded.';
      return this.stylize(`[${named(shape)}: ${why}]`, 'special');
    }
    this.open.pop();
    if (this.circular?.has(value)) {
      const mark = this.stylize(`<ref *${this.circular.get(value)}>`, 'special');
      if (this.compact === true) shape.open = `${mark} ${shape.open}`;
      else shape.base = shape.base === '' ? mark : `${mark} ${shape.base}`;
    }
    if (this.sorted) this.sort(parts, isList, keys.length);
    shape.parts = parts;
    shape.level = level;
    shape.value = isList ? value : undefined;
    return assemble(this, shape);
  }

  sort(parts, isList, keyCount) {
    const order = this.sorted === true ? undefined : this.sorted;
    if (!isList) parts.sort(order);
    else if (keyCount > 1) parts.push(...parts.splice(parts.length - keyCount).sort(order));
  }

  // The shape of an object: its braces, the text before them and what is inside; or
  // its whole text when there is nothing inside to show.
  shape(value, kind, level, inTypedArray) {
    const constructorName = this.constructorName(value, level);
    const tag = this.tag(value, constructorName);
    if (kind === 'Array') {
      const plain = constructorName === 'Array' && tag === '';
      const open = plain ? '[' : `${prefix(constructorName, tag, 'Array', `(${value.length})`)}[`;
      const keys = this.keys(value, true);
      if (value.length === 0 && keys.length === 0) return `${open}]`;
      return { constructorName, tag, base: '', open, close: ']', keys, isList: true, items: arrayItems };
    }
    // What merely inherits from Error is printed as an error too.
    if (kind === 'Object' && (constructorName === 'Object' || !(value instanceof Error))) {
      const keys = this.keys(value, false);
      const open = constructorName === 'Object' && tag === ''
        ? '{' : `${prefix(constructorName, tag, 'Object')}{`;
      if (keys.length === 0) return `${open}}`;
      return { constructorName, tag, base: '', open, close: '}', keys, isList: false, items: undefined };
    }
    const known = kind === 'Object' ? 'Error' : kind;
    return require('internal/inspect/kinds').shape(this, value, known, constructorName, tag, level, inTypedArray);
  }

  // The nearest constructor's name; null for an object without prototype.
  constructorName(value, level) {
    const first = Object.getPrototypeOf(value);
    for (let at = value; at !== null; at = Object.getPrototypeOf(at)) {
      const found = Object.getOwnPropertyDescriptor(at, 'constructor');
      if (found !== undefined && typeof found.value === 'function' && found.value.name !== '' &&
        isInstance(value, found.value)) return String(found.value.name);
    }
    if (first === null) return null;
    return require('internal/inspect/rare').oddConstructorName(this, value, first, level);
  }

  tag(value, constructorName) {
    const tag = value[Symbol.toStringTag];
    if (typeof tag !== 'string' || tag === '' || tag === constructorName) return '';
    // An own tag that is listed as a property isn't said twice.
    const listed = this.showHidden ? hasOwn : isEnumerable;
    return listed.call(value, Symbol.toStringTag) ? '' : tag;
  }

  // The keys to list; of a list, only those that are no index.
  keys(value, isList) {
    let keys = this.showHidden ? Object.getOwnPropertyNames(value) : Object.keys(value);
    if (isList) keys = keys.slice(indexCount(keys));
    const symbols = Object.getOwnPropertySymbols(value);
    for (const symbol of symbols) {
      if (this.showHidden || isEnumerable.call(value, symbol)) keys.push(symbol);
    }
    return keys;
  }

  property(value, level, key, isList) {
    const found = Object.getOwnPropertyDescriptor(value, key) ??
      { value: value[key], enumerable: true };
    const shift = this.compact === true && !isList ? 3 : 2;
    let shown;
    let gap = ' ';
    // A descriptor inherits what a script has put on `Object.prototype`.
    if (hasOwn.call(found, 'value')) {
      this.indentation += shift;
      shown = this.value(found.value, level);
      if (shift === 3 && this.breakLength < text.width(shown, this.colors)) {
        gap = `\n${' '.repeat(this.indentation)}`;
      }
      this.indentation -= shift;
    } else {
      shown = require('internal/inspect/rare').accessor(this, value, found, level, shift);
    }
    return `${this.key(key, found.enumerable)}:${gap}${shown}`;
  }

  key(key, enumerable) {
    if (typeof key === 'symbol') {
      const name = this.stylize(text.escapeControls(key.toString()), 'symbol');
      return enumerable === false ? `[${name}]` : name;
    }
    if (enumerable === false) return `[${text.escapeControls(key)}]`;
    if (key === '__proto__') return "['__proto__']";
    return IDENTIFIER.test(key) ? this.stylize(key, 'name') : this.stylize(text.quote(key), 'string');
  }

  primitive(value) {
    switch (typeof value) {
      case 'string':
        return this.string(value);
      case 'number':
        return this.stylize(text.number(value, this.numericSeparator), 'number');
      case 'bigint':
        return this.stylize(text.bigint(value, this.numericSeparator), 'bigint');
      case 'symbol':
        return this.stylize(text.escapeControls(value.toString()), 'symbol');
      default:
        return this.stylize(`${value}`, typeof value);
    }
  }

  string(value) {
    let tail = '';
    if (value.length > this.maxStringLength) {
      const left = value.length - this.maxStringLength;
      value = value.slice(0, this.maxStringLength);
      tail = `... ${left} more character${left > 1 ? 's' : ''}`;
    }
    // A long text is split at its line ends.
    if (this.compact !== true && value.length > 16 && value.length > this.breakLength - this.indentation - 4) {
      const lines = value.split(/(?<=\n)/);
      const styled = lines.map((line) => this.stylize(text.quote(line), 'string'));
      return styled.join(` +\n${' '.repeat(this.indentation + 2)}`) + tail;
    }
    return this.stylize(text.quote(value), 'string') + tail;
  }
}

// What an option isn't set to is the default, also one that changes later.
Object.setPrototypeOf(Printer.prototype, defaults);

const isIndex = (key) => /^(0|[1-9]\d{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1;

// How many of the keys are indices: those come first.
function indexCount(keys) {
  let count = keys.length;
  while (count > 0 && !isIndex(keys[count - 1])) count--;
  return count;
}

function isInstance(value, constructor) {
  try {
    return value instanceof constructor;
  } catch {
    return false;
  }
}

function isStackOverflow(error) {
  return error instanceof RangeError && /call stack|recursion/i.test(error.message);
}

// "Foo(2) [Map] ": what stands before an opening brace.
function prefix(constructorName, tag, fallback, size = '') {
  const kind = tag !== '' && tag !== (constructorName ?? fallback) ? `[${tag}] ` : '';
  if (constructorName === null) return `[${fallback}${size}: null prototype] ${kind}`;
  return `${constructorName}${size} ${kind}`;
}

// An object's class without its content, as it stands beyond the depth.
function named({ constructorName, tag }, kind = 'Object') {
  const name = prefix(constructorName, tag, kind).slice(0, -1);
  return constructorName === null ? name.slice(1, -1) : name;
}

const moreItems = (count) => `... ${count} more item${count > 1 ? 's' : ''}`;

function arrayItems(printer, value, level) {
  const parts = [];
  const limit = Math.min(Math.max(0, printer.maxArrayLength), value.length);
  let index = 0;
  printer.indentation += 2;
  while (index < value.length && parts.length < limit) {
    const found = Object.getOwnPropertyDescriptor(value, index);
    if (found === undefined) {
      const start = index;
      while (index < value.length && !hasOwn.call(value, index)) index++;
      const holes = index - start;
      parts.push(printer.stylize(`<${holes} empty item${holes > 1 ? 's' : ''}>`, 'undefined'));
      continue;
    }
    parts.push(hasOwn.call(found, 'value')
      ? printer.value(found.value, level)
      : require('internal/inspect/rare').accessor(printer, value, found, level, 0));
    index++;
  }
  printer.indentation -= 2;
  if (index < value.length) parts.push(moreItems(value.length - index));
  return parts;
}

// Where a script has changed what this code stands on, the text is made in another realm, that no
// script has seen. What the value itself throws, it throws there again.
function orAgain(name, args, make) {
  try {
    return make();
  } catch (error) {
    return native.again(name, args, error);
  }
}

function inspect(value, options, depth, colors) {
  return orAgain('inspect', [value, options, depth, colors], () => print(value, options, depth, colors));
}

function print(value, options, depth, colors) {
  if (typeof options === 'boolean' || depth !== undefined || colors !== undefined) {
    // The old form: (value, showHidden, depth, colors).
    const old = {};
    if (typeof options === 'boolean') old.showHidden = options;
    else if (typeof options === 'object' && options !== null) Object.assign(old, options);
    if (depth !== undefined) old.depth = depth;
    if (colors !== undefined) old.colors = colors;
    return new Printer(old).value(value, 0);
  }
  if (options === undefined && typeof value === 'number') return text.number(value, defaults.numericSeparator);
  const usable = typeof options === 'object' && options !== null ? options : undefined;
  return new Printer(usable).value(value, 0);
}

inspect.custom = custom;
Object.defineProperty(inspect, 'defaultOptions', {
  configurable: true,
  enumerable: true,
  get: () => defaults,
  set(options) {
    require('internal/validators').validateObject(options, 'options');
    Object.assign(defaults, options);
  },
});
for (const name of ['colors', 'styles']) {
  Object.defineProperty(inspect, name, {
    configurable: true,
    enumerable: true,
    get: () => require('internal/inspect/colors')[name],
    set: (value) => Object.defineProperty(inspect, name, { value, writable: true }),
  });
}

exports.inspect = inspect;
exports.Printer = Printer;
exports.prefix = prefix;
exports.moreItems = moreItems;
exports.isInstance = isInstance;
exports.typeName = typeName;
for (const name of ['format', 'formatWithOptions']) {
  exports[name] = (...args) => orAgain(name, args, () => require('internal/inspect/format')[name](...args));
}
