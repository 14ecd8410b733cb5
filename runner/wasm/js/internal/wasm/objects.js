'use strict';
// WebAssembly.Memory, Table and Global (JavaScript Interface, 4.3 to 4.5).
//
// native: see `runner/src/wasm/bindings.rs`

const { create, make, lookup, form } = require('internal/webidl');
const { finish } = require('internal/wasm/module');
const { unsupported } = require('internal/errors');

const MAX_PAGES = 65536;
const MAX_TABLE = 10000000;

const isObject = (value) => value !== null && (typeof value === 'object' || typeof value === 'function');

function needNew(target, name) {
  if (target === undefined) throw new TypeError(`WebAssembly.${name}(): WebAssembly.${name} must be invoked with 'new'`);
}

function receiver(value, name, member) {
  const state = lookup(value, `WebAssembly.${name}`);
  if (state === undefined) throw new TypeError(`${member}: Receiver is not a WebAssembly.${name}`);
  return state.handle;
}

// A number within bounds, in V8's words.
function bounded(value, subject, least, most) {
  let number;
  try {
    number = Number(value);
  } catch {
    number = NaN;
  }
  if (typeof value === 'bigint' || !Number.isFinite(number)) {
    throw new TypeError(`${subject} must be convertible to a valid number`);
  }
  number = Math.trunc(number);
  if (number < 0) throw new TypeError(`${subject} must be non-negative`);
  if (number > 2 ** 32 - 1) throw new TypeError(`${subject} must be in the unsigned long range`);
  if (number < least) throw new RangeError(`${subject}: value ${number} is below the lower bound ${least}`);
  if (number > most) throw new RangeError(`${subject}: value ${number} is above the upper bound ${most}`);
  return number;
}

function limits(descriptor, caller, most) {
  const { initial, minimum, maximum } = descriptor;
  const first = initial ?? minimum;
  if (first === undefined) throw new TypeError(`${caller}: Property 'initial' is required`);
  const from = bounded(first, `${caller}: Property 'initial'`, 0, most);
  const to = maximum === undefined ? undefined
    : bounded(maximum, `${caller}: Property 'maximum'`, from, most === MAX_TABLE ? 2 ** 32 - 1 : most);
  return [from, to];
}

function Memory(descriptor) {
  const caller = 'WebAssembly.Memory()';
  needNew(new.target, 'Memory');
  if (!isObject(descriptor)) throw new TypeError(`${caller}: Argument 0 must be a memory descriptor`);
  const { address, shared } = descriptor;
  if (address === 'i64') throw unsupported('WebAssembly.Memory of 64-bit addresses');
  const [initial, maximum] = limits(descriptor, caller, MAX_PAGES);
  if (shared) {
    if (maximum === undefined) throw new TypeError(`${caller}: If shared is true, maximum property should be defined.`);
    throw unsupported('Shared memory of WebAssembly', 'a SharedArrayBuffer outside of it can be shared');
  }
  const handle = native.newMemory(initial, maximum);
  if (handle === undefined) throw new RangeError(`${caller}: could not allocate memory`);
  const object = create(new.target, Memory, form.foreign, { brand: 'WebAssembly.Memory', handle });
  objects.set(handle, object);
  return object;
}

// What scripts hold of a handle: one object for each.
const objects = new WeakMap();

const memoryMembers = {
  grow(delta) {
    const caller = 'WebAssembly.Memory.grow()';
    const handle = receiver(this, 'Memory', caller);
    const pages = bounded(delta, `${caller}: Argument 0`, 0, 2 ** 32 - 1);
    const before = native.growMemory(handle, pages);
    if (before === undefined) throw new RangeError(`${caller}: Maximum memory size exceeded`);
    return before;
  },
  get buffer() { return native.memoryBuffer(receiver(this, 'Memory', 'WebAssembly.Memory.buffer')); },
};

const ELEMENTS = ['anyfunc', 'externref'];

function Table(descriptor, value) {
  const caller = 'WebAssembly.Table()';
  needNew(new.target, 'Table');
  if (!isObject(descriptor)) throw new TypeError(`${caller}: Argument 0 must be a table descriptor`);
  const element = `${descriptor.element}`;
  if (!ELEMENTS.includes(element)) {
    throw new TypeError(`${caller}: Descriptor property 'element' must be a WebAssembly reference type`);
  }
  const [initial, maximum] = limits(descriptor, caller, MAX_TABLE);
  const first = arguments.length > 1 && value !== undefined ? value : element === 'externref' ? undefined : null;
  checkElement(element, first, caller);
  const handle = native.newTable(element, initial, maximum, first);
  if (handle === undefined) throw new RangeError(`${caller}: could not allocate the table`);
  const object = create(new.target, Table, form.foreign, { brand: 'WebAssembly.Table', handle });
  objects.set(handle, object);
  return object;
}

function checkElement(kind, value, caller) {
  if (native.isReference(kind, value)) return;
  throw new TypeError(`${caller}: Argument 1 is invalid for table: function-typed object must be null (if nullable) ` +
    'or a Wasm function object');
}

function place(handle, index, caller) {
  const at = bounded(index, `${caller}: Argument 0`, 0, 2 ** 32 - 1);
  const size = native.tableLength(handle);
  if (at >= size) {
    throw new RangeError(`${caller}: invalid address ${at} in ${native.tableKind(handle)} table of size ${size}`);
  }
  return at;
}

const tableMembers = {
  get length() { return native.tableLength(receiver(this, 'Table', 'WebAssembly.Table.length')); },
  grow(delta, value) {
    const caller = 'WebAssembly.Table.grow()';
    const handle = receiver(this, 'Table', caller);
    const more = bounded(delta, `${caller}: Argument 0`, 0, 2 ** 32 - 1);
    const kind = native.tableKind(handle);
    const filled = arguments.length > 1 && value !== undefined ? value : kind === 'externref' ? undefined : null;
    checkElement(kind, filled, caller);
    const before = native.tableGrow(handle, more, filled);
    if (before === undefined) throw new RangeError(`${caller}: failed to grow table by ${more}`);
    return before;
  },
  set(index, value) {
    const caller = 'WebAssembly.Table.set()';
    const handle = receiver(this, 'Table', caller);
    const at = place(handle, index, caller);
    const kind = native.tableKind(handle);
    const filled = arguments.length > 1 ? value : kind === 'externref' ? undefined : null;
    checkElement(kind, filled, caller);
    native.tableSet(handle, at, filled);
  },
  get(index) {
    const caller = 'WebAssembly.Table.get()';
    const handle = receiver(this, 'Table', caller);
    return native.tableGet(handle, place(handle, index, caller));
  },
};

const TYPES = ['i32', 'i64', 'f32', 'f64', 'externref', 'anyfunc'];

function Global(descriptor, value) {
  const caller = 'WebAssembly.Global()';
  needNew(new.target, 'Global');
  if (!isObject(descriptor)) throw new TypeError(`${caller}: Argument 0 must be a global descriptor`);
  const { mutable, value: given } = descriptor;
  const type = `${given}`;
  if (type === 'v128') throw new TypeError(`${caller}: A global of type 'v128' cannot be created in JavaScript`);
  if (!TYPES.includes(type)) throw new TypeError(`${caller}: Descriptor property 'value' must be a WebAssembly type`);
  const handle = native.newGlobal(type, Boolean(mutable), firstValue(type, value, arguments.length));
  const object = create(new.target, Global, form.foreign, { brand: 'WebAssembly.Global', handle });
  objects.set(handle, object);
  return object;
}

function firstValue(type, value, given) {
  if (type === 'externref') return given < 2 ? undefined : value;
  if (value !== undefined) return value;
  return type === 'anyfunc' ? null : type === 'i64' ? 0n : 0;
}

const globalMembers = {
  valueOf() { return native.globalGet(receiver(this, 'Global', 'WebAssembly.Global.valueOf()')); },
  get value() { return native.globalGet(receiver(this, 'Global', 'get WebAssembly.Global.value)')); },
  set value(value) {
    const handle = receiver(this, 'Global', 'set WebAssembly.Global.value)');
    if (!native.isMutable(handle)) {
      throw new TypeError("set WebAssembly.Global.value): Can't set the value of an immutable global.");
    }
    native.globalSet(handle, value);
  },
};

const CLASSES = { memory: Memory, table: Table, global: Global };
for (const [Class, members] of [[Memory, memoryMembers], [Table, tableMembers], [Global, globalMembers]]) {
  for (const name of Object.keys(members)) {
    const property = Object.getOwnPropertyDescriptor(members, name);
    if (typeof property.value === 'function') {
      const length = ['grow', 'set', 'get'].includes(name) ? 1 : 0;
      Object.defineProperty(property.value, 'length', { value: length, configurable: true });
    }
    Object.defineProperty(Class.prototype, name, property);
  }
  Object.defineProperty(Class, 'length', { value: 1, configurable: true });
  finish(Class);
}

Object.assign(exports, { Memory, Table, Global });

// What scripts hold of something exported.
exports.objectOf = function objectOf(kind, handle) {
  let object = objects.get(handle);
  if (object === undefined) {
    const Class = CLASSES[kind];
    object = make(Class, form.foreign, { brand: `WebAssembly.${Class.name}`, handle });
    objects.set(handle, object);
  }
  return object;
};

// The handle behind one of these objects; anything else is itself.
exports.handleOf = function handleOf(kind, value) {
  const Class = CLASSES[kind];
  return Class === undefined ? value : lookup(value, `WebAssembly.${Class.name}`)?.handle ?? value;
};
