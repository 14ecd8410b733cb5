'use strict';
// EventEmitterAsyncResource: an emitter whose listeners run in the async context in
// which it was made.

const EventEmitter = require('events');
const { AsyncResource } = require('async_hooks');

class EventEmitterReferencingAsyncResource extends AsyncResource {
  #eventEmitter;

  constructor(emitter, type, options) {
    super(type, options);
    this.#eventEmitter = emitter;
  }

  get eventEmitter() { return this.#eventEmitter; }
}

class EventEmitterAsyncResource extends EventEmitter {
  #asyncResource;

  constructor(options) {
    const given = typeof options === 'string' ? { name: options } : options;
    const name = given?.name ?? new.target.name;
    super(given);
    this.#asyncResource = new EventEmitterReferencingAsyncResource(this, name, given);
  }

  emit(event, ...args) {
    return this.#asyncResource.runInAsyncScope(super.emit, this, event, ...args);
  }

  emitDestroy() { this.#asyncResource.emitDestroy(); }
  get asyncId() { return this.#asyncResource.asyncId(); }
  get triggerAsyncId() { return this.#asyncResource.triggerAsyncId(); }
  get asyncResource() { return this.#asyncResource; }
}

exports.EventEmitterAsyncResource = EventEmitterAsyncResource;
