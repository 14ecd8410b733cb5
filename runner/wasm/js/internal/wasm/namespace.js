'use strict';
// The namespace WebAssembly (JavaScript Interface, 4; Web API, 3 for the two that take responses).

const { react } = require('internal/webidl');
const { Module, moduleOf, compile, validate, isSource, checkSource, checkModule } = require('internal/wasm/module');
const { Instance, instanceOf, checkImports } = require('internal/wasm/instance');
const { Memory, Table, Global } = require('internal/wasm/objects');
const { CompileError, LinkError, RuntimeError } = require('internal/wasm/errors');

// Compiling takes this thread's time; what follows comes in a later turn of the microtasks.
const later = (work) => react(Promise.resolve(), work);
const attempt = (work) => {
  try {
    return work();
  } catch (error) {
    return Promise.reject(error);
  }
};

// The bytes are copied at once: what happens to them later doesn't matter (4, "stable bytes").
const copyOf = (source) => (ArrayBuffer.isView(source)
  ? source.buffer.slice(source.byteOffset, source.byteOffset + source.byteLength) : source.slice(0));

function instantiateBytes(source, imports, caller) {
  return later(() => {
    const module = moduleOf(compile(source, caller));
    const handle = checkModule(module, caller);
    return later(() => ({ module, instance: instanceOf(handle, imports, caller) }));
  });
}

// Web API, 3 "compile a potential WebAssembly response"
async function responseBytes(source) {
  const response = await source;
  const { lookup } = require('internal/webidl');
  if (lookup(response, 'Response') === undefined) {
    const { nodeError } = require('internal/errors');
    throw nodeError('ERR_INVALID_ARG_TYPE', 'source', ['Response', 'an Promise resolving to Response'], response);
  }
  const { codedError } = require('internal/errors');
  const refuse = (why) => codedError('TypeError', 'ERR_WEBASSEMBLY_RESPONSE', `WebAssembly response ${why}`);
  const type = response.headers.get('content-type');
  if (type !== 'application/wasm') throw refuse(`has unsupported MIME type '${type ?? ''}'`);
  if (!response.ok) throw refuse(`has status code ${response.status}`);
  if (response.bodyUsed) throw refuse('body has already been used');
  return response.arrayBuffer();
}

const functions = {
  compile(source) {
    const caller = 'WebAssembly.compile()';
    return attempt(() => {
      checkSource(source, caller);
      const bytes = copyOf(source);
      return later(() => moduleOf(compile(bytes, caller)));
    });
  },
  validate(source) {
    checkSource(source, 'WebAssembly.validate()');
    return validate(source);
  },
  instantiate(source, imports) {
    const caller = 'WebAssembly.instantiate()';
    return attempt(() => {
      if (isSource(source)) {
        checkImports(imports, caller);
        return instantiateBytes(copyOf(source), imports, caller);
      }
      const { lookup } = require('internal/webidl');
      const state = lookup(source, 'WebAssembly.Module');
      if (state === undefined) {
        throw new TypeError(`${caller}: Argument 0 must be a buffer source or a WebAssembly.Module object`);
      }
      checkImports(imports, caller);
      return later(() => instanceOf(state.handle, imports, caller));
    });
  },
  compileStreaming(source) {
    const caller = 'WebAssembly.compileStreaming()';
    return react(responseBytes(source), (bytes) => moduleOf(compile(bytes, caller)));
  },
  instantiateStreaming(source, imports) {
    const caller = 'WebAssembly.instantiateStreaming()';
    return react(responseBytes(source), (bytes) => instantiateBytes(bytes, imports, caller));
  },
};

const namespace = {};
for (const name of Object.keys(functions)) {
  Object.defineProperty(functions[name], 'length', { value: 1, configurable: true });
  Object.defineProperty(namespace, name, { value: functions[name], writable: true, enumerable: true, configurable: true });
}
for (const Class of [Module, Instance, Table, Memory, Global, CompileError, LinkError, RuntimeError]) {
  Object.defineProperty(namespace, Class.name, { value: Class, writable: true, enumerable: false, configurable: true });
}
Object.defineProperty(namespace, Symbol.toStringTag, { value: 'WebAssembly', configurable: true });

exports.WebAssembly = namespace;
