'use strict';
// Duplex: a Readable that is a Writable too, each side with its own state.

const readable = require('internal/streams/readable');
const writable = require('internal/streams/writable');
const { construct } = require('internal/streams/destroy');

const { Readable } = readable;
const { Writable } = writable;

function Duplex(options) {
  if (!(this instanceof Duplex)) return new Duplex(options);
  this.allowHalfOpen = options?.allowHalfOpen !== false;
  Readable.call(this, options);
  writable.setUp(this, options, true);
  if (options?.readable === false) {
    Object.assign(this._readableState, { readable: false, ended: true, endEmitted: true });
  }
  if (options?.writable === false) {
    Object.assign(this._writableState, { writable: false, ending: true, ended: true, finished: true });
  }
  if (options?.signal) require('internal/streams/abort').addAbortSignal(options.signal, this);
  construct(this, () => {
    writable.constructed(this);
    readable.constructed(this);
  });
  return undefined;
}
Object.setPrototypeOf(Duplex.prototype, Readable.prototype);
Object.setPrototypeOf(Duplex, Readable);

for (const key of Object.keys(Writable.prototype)) {
  if (!(key in Duplex.prototype)) Duplex.prototype[key] = Writable.prototype[key];
}
Duplex.prototype.destroy = Writable.prototype.destroy;
for (const name of [
  'writable', 'writableHighWaterMark', 'writableObjectMode', 'writableBuffer', 'writableLength', 'writableFinished',
  'writableCorked', 'writableEnded', 'writableNeedDrain',
]) {
  Object.defineProperty(Duplex.prototype, name, Object.getOwnPropertyDescriptor(Writable.prototype, name));
}

Object.defineProperties(Duplex.prototype, {
  closed: {
    configurable: true,
    get() { return Boolean(this._readableState?.closed && this._writableState?.closed); },
  },
  destroyed: {
    configurable: true,
    get() { return Boolean(this._readableState?.destroyed && this._writableState?.destroyed); },
    set(value) {
      if (!this._readableState || !this._writableState) return;
      this._readableState.destroyed = value;
      this._writableState.destroyed = value;
    },
  },
});

Duplex.from = (body) => require('internal/streams/duplexify').duplexify(body, 'body');

// The Web's streams come with their file.
const adapters = () => require('internal/webstreams/adapters');
Duplex.fromWeb = (pairOfStreams, options) => adapters().duplexFromWeb(pairOfStreams, options);
Duplex.toWeb = (duplex, options) => adapters().duplexToWeb(duplex, options);

exports.Duplex = Duplex;
