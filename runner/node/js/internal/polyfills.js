'use strict';
// Builtins that Node 26 has and the engine lacks. `exports[path]` makes the value of one
// of them, so that the runtime can install an accessor for each name and ask only when a
// script first reads it; `install(path)` puts it in its place for good, if it is missing.
// It must never replace what the engine has.
//
// The paths, for the runtime's own list (`#` is a prototype's member, `get` an accessor):
//   Array.fromAsync
//   ArrayBuffer#detached (get), ArrayBuffer#transfer, ArrayBuffer#transferToFixedLength
//   AsyncDisposableStack, DisposableStack, SuppressedError (globals)
//   AsyncIterator#Symbol.asyncDispose, Iterator#Symbol.dispose
//   Atomics.pause, Error.isError
//   Uint8Array.fromBase64, Uint8Array.fromHex
//   Uint8Array#setFromBase64, Uint8Array#setFromHex, Uint8Array#toBase64, Uint8Array#toHex
//   Intl, Number#toLocaleString and the other methods of a locale: replaced, since the engine's know none
//   usingCtx: the helper that lowered `using` and `await using` call
//
// native (here and in internal/polyfills/*):
//   typeName(object)    as in internal/inspect
//   detach(buffer)      detaches an ArrayBuffer; throws for one that is marked as untransferable
//   isDetached(buffer)  is it detached?

const FILES = {
  'Array.fromAsync': 'array',
  'ArrayBuffer#detached': 'array_buffer',
  'ArrayBuffer#transfer': 'array_buffer',
  'ArrayBuffer#transferToFixedLength': 'array_buffer',
  AsyncDisposableStack: 'disposable',
  DisposableStack: 'disposable',
  SuppressedError: 'suppressed_error',
  'AsyncIterator#Symbol.asyncDispose': 'iterator',
  'Iterator#Symbol.dispose': 'iterator',
  'Atomics.pause': 'small',
  'Error.isError': 'small',
  'Uint8Array.fromBase64': 'base64',
  'Uint8Array.fromHex': 'base64',
  'Uint8Array#setFromBase64': 'base64',
  'Uint8Array#setFromHex': 'base64',
  'Uint8Array#toBase64': 'base64',
  'Uint8Array#toHex': 'base64',
  usingCtx: 'using',
  Intl: 'locale',
  'Number#toLocaleString': 'locale',
  'BigInt#toLocaleString': 'locale',
  'Date#toLocaleString': 'locale',
  'Date#toLocaleDateString': 'locale',
  'Date#toLocaleTimeString': 'locale',
  'Date#toString': 'locale',
  'Date#toTimeString': 'locale',
  'String#localeCompare': 'locale',
};

for (const path of Object.keys(FILES)) {
  exports[path] = () => require(`internal/polyfills/${FILES[path]}`)[path];
}

// The object that a path's last name belongs to, and that name as a key.
function place(path) {
  if (path.startsWith('AsyncIterator#')) {
    const prototype = Object.getPrototypeOf(Object.getPrototypeOf((async function* empty() {}).prototype));
    return [prototype, keyOf(path.split('#')[1])];
  }
  const [, owner, separator, name] = /^(?:(\w+)([.#]))?(.+)$/.exec(path);
  if (owner === undefined) return [globalThis, name];
  const object = globalThis[owner];
  return [separator === '#' ? object.prototype : object, keyOf(name)];
}

const keyOf = (name) => (name.startsWith('Symbol.') ? Symbol[name.slice(7)] : name);

exports.install = function install(path) {
  const [object, key] = place(path);
  if (Object.prototype.hasOwnProperty.call(object, key)) return;
  const value = exports[path]();
  const property = path === 'ArrayBuffer#detached' ? { get: value } : { value, writable: true };
  Object.defineProperty(object, key, { ...property, enumerable: false, configurable: true });
};
