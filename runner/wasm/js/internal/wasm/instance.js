'use strict';
// WebAssembly.Instance (JavaScript Interface, 4.2).
//
// native: see `runner/src/wasm/bindings.rs`

const { create, make, lookup, form } = require('internal/webidl');
const { checkModule, finish, importsOf } = require('internal/wasm/module');
const { objectOf, handleOf } = require('internal/wasm/objects');

const BRAND = 'WebAssembly.Instance';
const isObject = (value) => value !== null && (typeof value === 'object' || typeof value === 'function');

// 4.2 read the imports
function readImports(handle, imports, caller) {
  const wanted = importsOf(handle);
  if (wanted.length > 0 && imports === undefined) {
    throw new TypeError(`${caller}: Imports argument must be present and must be an object`);
  }
  return wanted.map(([from, name, kind], at) => {
    const namespace = imports[from];
    if (!isObject(namespace)) {
      throw new TypeError(`${caller}: Import #${at} "${from}": module is not an object or function`);
    }
    return handleOf(kind, namespace[name]);
  });
}

// 4.2 create an exports object
function exportsObject(made) {
  const object = Object.create(null);
  for (const [name, kind, thing] of made) {
    object[name] = kind === 'function' ? thing : objectOf(kind, thing);
  }
  return Object.freeze(object);
}

exports.checkImports = function checkImports(imports, caller) {
  if (imports !== undefined && !isObject(imports)) throw new TypeError(`${caller}: Argument 1 must be an object`);
};

function instantiate(handle, imports, caller) {
  const values = readImports(handle, imports, caller);
  return { brand: BRAND, exports: exportsObject(native.instantiate(handle, values, caller)) };
}

function Instance(module, imports) {
  const caller = 'WebAssembly.Instance()';
  if (new.target === undefined) throw new TypeError(`${caller}: WebAssembly.Instance must be invoked with 'new'`);
  const handle = checkModule(module, caller);
  exports.checkImports(imports, caller);
  return create(new.target, Instance, form.foreign, instantiate(handle, imports, caller));
}
Object.defineProperty(Instance, 'length', { value: 1, configurable: true });

const { get } = Object.getOwnPropertyDescriptor({
  get exports() {
    const state = lookup(this, BRAND);
    if (state === undefined) throw new TypeError('WebAssembly.Instance.exports(): Receiver is not a WebAssembly.Instance');
    return state.exports;
  },
}, 'exports');
Object.defineProperty(Instance.prototype, 'exports', { get, enumerable: true, configurable: true });
finish(Instance);

exports.Instance = Instance;
exports.instanceOf = (handle, imports, caller) => make(Instance, form.foreign, instantiate(handle, imports, caller));
