'use strict';
// The `diagnostics_channel` module: named channels that cost nothing until somebody
// subscribes.
//
// native:
//   onWorker(callback)   calls with each worker that this thread makes, at once

const { nodeError } = require('internal/errors');

const channels = new Map(); // name -> WeakRef of its channel
const kept = new Set(); // channels in use, which must not be collected

const refuseListener = (listener) => {
  throw nodeError('ERR_INVALID_ARG_TYPE', 'subscription', ['function'], listener);
};

// A failing subscriber must not stop the others, nor the publisher.
function later(error) {
  process.nextTick(() => { throw error; });
}

class Channel {
  constructor(name) {
    this._subscribers = undefined;
    this._stores = undefined;
    this.name = name;
  }

  get hasSubscribers() {
    return Boolean(this._subscribers?.length || this._stores?.size);
  }

  subscribe(subscription) {
    if (typeof subscription !== 'function') refuseListener(subscription);
    this._subscribers = [...(this._subscribers ?? []), subscription];
    kept.add(this);
  }

  unsubscribe(subscription) {
    const at = this._subscribers?.indexOf(subscription) ?? -1;
    if (at < 0) return false;
    this._subscribers = this._subscribers.toSpliced(at, 1);
    this.#release();
    return true;
  }

  bindStore(store, transform) {
    this._stores ??= new Map();
    this._stores.set(store, transform);
    kept.add(this);
  }

  unbindStore(store) {
    if (!this._stores?.delete(store)) return false;
    this.#release();
    return true;
  }

  #release() {
    if (!this.hasSubscribers) kept.delete(this);
  }

  publish(data) {
    for (const subscriber of this._subscribers ?? []) {
      try {
        subscriber(data, this.name);
      } catch (error) {
        later(error);
      }
    }
  }

  withStoreScope(data) {
    return require('internal/bounded_channel').withStoreScope(this, data, later);
  }

  runStores(data, fn, thisArg, ...args) {
    let run = () => {
      this.publish(data);
      return Reflect.apply(fn, thisArg, args);
    };
    for (const [store, transform] of this._stores ?? []) run = withStore(store, transform, data, run);
    return run();
  }
}

function withStore(store, transform, data, next) {
  return () => {
    let context = data;
    if (transform) {
      try {
        context = transform(data);
      } catch (error) {
        later(error);
        return next();
      }
    }
    return store.run(context, next);
  };
}

function channel(name) {
  const found = channels.get(name)?.deref();
  if (found !== undefined) return found;
  if (typeof name !== 'string' && typeof name !== 'symbol') {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'channel', ['string', 'symbol'], name);
  }
  const made = new Channel(name);
  channels.set(name, new WeakRef(made));
  if (name === 'worker_threads') native.onWorker((worker) => made.publish({ worker }));
  return made;
}

const EVENTS = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'];

class TracingChannel {
  constructor(nameOrChannels) {
    for (const event of EVENTS) {
      const value = channelFor(nameOrChannels, event);
      Object.defineProperty(this, event, { value, writable: true, configurable: true });
    }
  }

  get hasSubscribers() {
    return EVENTS.some((event) => this[event]?.hasSubscribers);
  }

  subscribe(subscribers) {
    for (const event of EVENTS) if (subscribers[event]) this[event]?.subscribe(subscribers[event]);
  }

  unsubscribe(subscribers) {
    let done = true;
    for (const event of EVENTS) {
      if (subscribers[event] && !this[event]?.unsubscribe(subscribers[event])) done = false;
    }
    return done;
  }

  traceSync(fn, context = {}, thisArg, ...args) {
    if (!this.hasSubscribers) return Reflect.apply(fn, thisArg, args);
    return this.start.runStores(context, () => {
      try {
        const result = Reflect.apply(fn, thisArg, args);
        context.result = result;
        return result;
      } catch (error) {
        context.error = error;
        this.error.publish(context);
        throw error;
      } finally {
        this.end.publish(context);
      }
    });
  }

  tracePromise(fn, context = {}, thisArg, ...args) {
    if (!this.hasSubscribers) return Reflect.apply(fn, thisArg, args);
    const settle = (key, value) => {
      context[key] = value;
      if (key === 'error') this.error.publish(context);
      this.asyncStart.publish(context);
      this.asyncEnd.publish(context);
    };
    return this.start.runStores(context, () => {
      try {
        const promise = Reflect.apply(fn, thisArg, args);
        if (typeof promise?.then !== 'function') {
          context.result = promise;
          return promise;
        }
        return promise.then((result) => {
          settle('result', result);
          return result;
        }, (error) => {
          settle('error', error);
          throw error;
        });
      } catch (error) {
        context.error = error;
        this.error.publish(context);
        throw error;
      } finally {
        this.end.publish(context);
      }
    });
  }

  traceCallback(fn, position = -1, context = {}, thisArg, ...args) {
    if (!this.hasSubscribers) return Reflect.apply(fn, thisArg, args);
    const at = position < 0 ? args.length + position : position;
    const callback = args[at];
    require('internal/validators').validateFunction(callback, 'callback');
    const tracing = this;
    args[at] = function traced(error, result, ...rest) {
      if (error) {
        context.error = error;
        tracing.error.publish(context);
      } else {
        context.result = result;
      }
      return tracing.asyncStart.runStores(context, () => {
        try {
          return Reflect.apply(callback, this, [error, result, ...rest]);
        } finally {
          tracing.asyncEnd.publish(context);
        }
      });
    };
    return this.start.runStores(context, () => {
      try {
        return Reflect.apply(fn, thisArg, args);
      } catch (error) {
        context.error = error;
        this.error.publish(context);
        throw error;
      } finally {
        this.end.publish(context);
      }
    });
  }
}

function channelFor(nameOrChannels, event) {
  if (typeof nameOrChannels === 'string') return channel(`tracing:${nameOrChannels}:${event}`);
  if (typeof nameOrChannels === 'object' && nameOrChannels !== null) {
    const given = nameOrChannels[event];
    if (given instanceof Channel) return given;
    throw nodeError('ERR_INVALID_ARG_TYPE', `nameOrChannels.${event}`, ['Channel'], given);
  }
  throw nodeError('ERR_INVALID_ARG_TYPE', 'nameOrChannels', ['string', 'object', 'TracingChannel'], nameOrChannels);
}

let bounded;

function boundedChannelClass() {
  return bounded ??= require('internal/bounded_channel').makeBoundedChannel({ channel, Channel });
}

module.exports = {
  get BoundedChannel() { return boundedChannelClass(); },
  boundedChannel: (nameOrChannels) => new (boundedChannelClass())(nameOrChannels),
  channel,
  hasSubscribers: (name) => Boolean(channels.get(name)?.deref()?.hasSubscribers),
  subscribe: (name, subscription) => channel(name).subscribe(subscription),
  tracingChannel: (nameOrChannels) => new TracingChannel(nameOrChannels),
  unsubscribe: (name, subscription) => channel(name).unsubscribe(subscription),
  Channel,
};
