'use strict';
// WebAssembly.Module (JavaScript Interface, 4.1).
//
// native: see `runner/src/wasm/bindings.rs`

const { create, make, lookup, form, define } = require('internal/webidl');
const { CompileError } = require('internal/wasm/errors');

const BRAND = 'WebAssembly.Module';

function isSource(value) {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;
}
exports.isSource = isSource;

const bytesOf = (source) => (ArrayBuffer.isView(source)
  ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source));

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');

// What V8 says of the first eight bytes; the compiler speaks of the rest.
function headFault(bytes) {
  if (bytes.length === 0) return 'BufferSource argument is empty';
  for (const [at, wanted, name] of [[0, '00 61 73 6d', 'magic word'], [4, '01 00 00 00', 'version']]) {
    const found = bytes.subarray(at, at + 4);
    if (found.length < 4) return `expected 4 bytes, fell off end @+${at}`;
    if (hex(found) !== wanted) {
      const expected = name === 'version' ? 'expected version' : 'expected magic word';
      return `${expected} ${wanted}, found ${hex(found)} @+${at}`;
    }
  }
  return undefined;
}

// The handle of a compiled module.
exports.compile = function compile(source, caller) {
  const bytes = bytesOf(source);
  const fault = headFault(bytes);
  const compiled = fault ?? native.compile(bytes);
  if (typeof compiled === 'string') throw new CompileError(`${caller}: ${compiled}`);
  return compiled;
};

exports.validate = function validate(source) {
  const bytes = bytesOf(source);
  return headFault(bytes) === undefined && native.validate(bytes);
};

exports.checkSource = function checkSource(source, caller) {
  if (!isSource(source)) throw new TypeError(`${caller}: Argument 0 must be a buffer source`);
};

function checkModule(value, caller) {
  const state = lookup(value, BRAND);
  if (state === undefined) throw new TypeError(`${caller}: Argument 0 must be a WebAssembly.Module`);
  return state.handle;
}
exports.checkModule = checkModule;

function Module(source) {
  const caller = 'WebAssembly.Module()';
  if (new.target === undefined) throw new TypeError(`${caller}: WebAssembly.Module must be invoked with 'new'`);
  exports.checkSource(source, caller);
  return create(new.target, Module, form.shared, { brand: BRAND, handle: exports.compile(source, caller) });
}

const statics = {
  imports(module) {
    const handle = checkModule(module, 'WebAssembly.Module.imports()');
    return native.imports(handle).map(([from, name, kind]) => ({ module: from, name, kind }));
  },
  exports(module) {
    const handle = checkModule(module, 'WebAssembly.Module.exports()');
    return native.exports(handle).map(([name, kind]) => ({ name, kind }));
  },
  customSections(module, name) {
    const handle = checkModule(module, 'WebAssembly.Module.customSections()');
    if (name === undefined) throw new TypeError('WebAssembly.Module.customSections(): Argument 1 is required');
    return native.sections(handle, `${name}`);
  },
};
for (const name of Object.keys(statics)) {
  Object.defineProperty(Module, name, { value: statics[name], writable: true, enumerable: true, configurable: true });
}

exports.finish = function finish(Class) {
  define(Class, { tag: false });
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    value: `WebAssembly.${Class.name}`, configurable: true,
  });
  Object.defineProperty(Class, 'prototype', { writable: false });
  const custom = Symbol.for('nodejs.util.inspect.custom');
  Object.defineProperty(Class.prototype, custom, {
    value: { [custom]() { return `WebAssembly.${Class.name} {}`; } }[custom], configurable: true, writable: true,
  });
};
exports.finish(Module);

exports.Module = Module;
exports.moduleOf = (handle) => make(Module, form.shared, { brand: BRAND, handle });
exports.importsOf = (handle) => native.imports(handle);
