'use strict';
// Channels with a start and an end of `diagnostics_channel`, and scopes in which stores hold what was
// published. What a channel is comes from there.

const { nodeError } = require('internal/errors');

const EVENTS = ['start', 'end'];

// Leaves in reverse what was entered, at most once.
class RunStoresScope {
  #leave;

  constructor(scopes) {
    this.#leave = () => {
      while (scopes.length > 0) scopes.pop()[Symbol.dispose]();
    };
  }

  [Symbol.dispose]() {
    this.#leave();
  }
}

// What publishes the end when it is left.
class BoundedChannelScope {
  #leave;

  constructor(leave) {
    this.#leave = leave;
  }

  [Symbol.dispose]() {
    const leave = this.#leave;
    this.#leave = undefined;
    leave?.();
  }
}

// Publishes in a scope in which the channel's stores hold the data, or what each makes of it.
function withStoreScope(channel, data, later) {
  const scopes = [];
  for (const [store, transform] of channel._stores ?? []) {
    let value = data;
    if (transform) {
      try {
        value = transform(data);
      } catch (error) {
        later(error);
        continue;
      }
    }
    scopes.push(store.withScope(value));
  }
  channel.publish(data);
  return new RunStoresScope(scopes);
}

function channelFor(nameOrChannels, event, { channel, Channel }) {
  if (typeof nameOrChannels === 'string') return channel(`tracing:${nameOrChannels}:${event}`);
  if (typeof nameOrChannels === 'object' && nameOrChannels !== null) {
    const given = nameOrChannels[event];
    if (given instanceof Channel) return given;
    throw nodeError('ERR_INVALID_ARG_TYPE', `nameOrChannels.${event}`, ['Channel'], given);
  }
  throw nodeError('ERR_INVALID_ARG_TYPE', 'nameOrChannels', ['string', 'BoundedChannel', 'Object'], nameOrChannels);
}

// The class, for channels of this kind.
function makeBoundedChannel(channels) {
  return class BoundedChannel {
    constructor(nameOrChannels) {
      for (const event of EVENTS) {
        const value = channelFor(nameOrChannels, event, channels);
        Object.defineProperty(this, event, { value, enumerable: false, configurable: true, writable: true });
      }
    }

    get hasSubscribers() {
      return EVENTS.some((event) => this[event].hasSubscribers);
    }

    subscribe(handlers) {
      for (const event of EVENTS) if (handlers[event]) this[event].subscribe(handlers[event]);
    }

    unsubscribe(handlers) {
      let done = true;
      for (const event of EVENTS) {
        if (handlers[event] && !this[event].unsubscribe(handlers[event])) done = false;
      }
      return done;
    }

    withScope(context = { __proto__: null }) {
      if (!this.hasSubscribers) return new BoundedChannelScope();
      const stores = this.start.withStoreScope(context);
      return new BoundedChannelScope(() => {
        this.end.publish(context);
        stores[Symbol.dispose]();
      });
    }

    run(context, fn, thisArg, ...args) {
      const scope = this.withScope(context);
      try {
        return Reflect.apply(fn, thisArg, args);
      } finally {
        scope[Symbol.dispose]();
      }
    }
  };
}

module.exports = { makeBoundedChannel, withStoreScope };
