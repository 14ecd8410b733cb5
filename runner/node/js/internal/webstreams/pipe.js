'use strict';
// Piping a readable stream into a writable one (Streams, 4.9.1 ReadableStreamPipeTo).

const { deferred, handled, react, invalidState } = require('internal/webidl');
const streams = require('internal/webstreams/readable');
const writables = require('internal/webstreams/writable');

// `later`: nothing of the source's runs in this call.
exports.pipeTo = function pipeTo(source, dest, { preventClose, preventAbort, preventCancel, signal, later } = {}) {
  return new Pipe(source, dest, { preventClose, preventAbort, preventCancel, signal }).start(later);
};

class Pipe {
  constructor(source, dest, options) {
    this.source = source;
    this.dest = dest;
    this.options = options;
    this.shuttingDown = false;
    this.received = false; // a chunk was read that is to be written in the next microtask
    this.idle = undefined;
    this.lastWrite = Promise.resolve(undefined);
    this.finished = deferred();
  }

  start(later) {
    this.reader = streams.acquireReader(this.source);
    this.writer = writables.acquireWriter(this.dest);
    this.source.disturbed = true;
    const { signal } = this.options;
    if (signal !== undefined) {
      this.onAbort = () => this.abort(signal.reason);
      if (signal.aborted) {
        this.abort(signal.reason);
        return this.finished.promise;
      }
      signal.addEventListener('abort', this.onAbort);
    }
    this.watch();
    if (later) react(Promise.resolve(), () => this.loop());
    else this.loop();
    return this.finished.promise;
  }

  abort(error) {
    const { preventAbort, preventCancel } = this.options;
    const actions = [];
    if (!preventAbort) {
      actions.push(() => (this.dest.state === 'writable' ? writables.abort(this.dest, error) : Promise.resolve()));
    }
    if (!preventCancel) {
      actions.push(() => (this.source.state === 'readable' ? streams.cancel(this.source, error) : Promise.resolve()));
    }
    this.shutdown(() => Promise.all(actions.map((action) => action())), { error });
  }

  // Errors and closing must be propagated: forward, backward.
  watch() {
    const { source, dest, reader, writer } = this;
    if (source.state === 'errored') this.sourceFailed();
    else react(reader.closed.promise, undefined, () => source.state === 'errored' && this.sourceFailed());
    if (dest.state === 'erroring' || dest.state === 'errored') this.destFailed();
    else react(writer.closed.promise, undefined, () => this.destFailed());
    if (source.state === 'closed') this.sourceClosed();
    else react(reader.closed.promise, () => this.sourceClosed(), () => {});
    if (writables.closeQueuedOrInFlight(dest) || dest.state === 'closed') this.destClosed();
  }

  sourceFailed() {
    const error = this.source.storedError;
    if (this.options.preventAbort) this.shutdown(undefined, { error });
    else this.shutdown(() => writables.abort(this.dest, error), { error });
  }

  destFailed() {
    if (this.dest.state !== 'errored' && this.dest.state !== 'erroring') return;
    const error = this.dest.storedError;
    if (this.options.preventCancel) this.shutdown(undefined, { error });
    else this.shutdown(() => streams.cancel(this.source, error), { error });
  }

  sourceClosed() {
    if (this.options.preventClose) this.shutdown();
    else this.shutdown(() => writables.closeWithErrorPropagation(this.writer));
  }

  destClosed() {
    const error = invalidState('Destination WritableStream is closed');
    if (this.options.preventCancel) this.shutdown(undefined, { error });
    else this.shutdown(() => streams.cancel(this.source, error), { error });
  }

  // Reads as long as the destination wants more.
  loop() {
    if (this.shuttingDown) return;
    const { writer, dest, source } = this;
    if (source.state !== 'readable' || dest.state !== 'writable') return;
    if (!(writables.desiredSize(writer) > 0)) {
      react(writer.ready.promise, () => this.loop(), () => {});
      return;
    }
    streams.read(this.reader, {
      chunk: (chunk) => {
        // A microtask later: what a script does in its own turn comes first.
        this.received = true;
        react(Promise.resolve(), () => {
          this.received = false;
          this.lastWrite = handled(writables.write(this.writer, chunk));
          this.idle?.();
          this.loop();
        });
      },
      close: () => {},
      error: () => {},
    });
  }

  // "Shutdown with an action", and "shutdown".
  shutdown(action, failure) {
    if (this.shuttingDown) return;
    this.shuttingDown = true;
    const perform = () => {
      if (action === undefined) {
        this.finalize(failure);
        return;
      }
      react(action(), () => this.finalize(failure), (error) => this.finalize({ error }));
    };
    const { dest } = this;
    if (dest.state !== 'writable' || writables.closeQueuedOrInFlight(dest)) {
      perform();
      return;
    }
    // Chunks that were read are written first.
    const settled = () => react(this.lastWrite, perform, perform);
    if (this.received) this.idle = settled;
    else settled();
  }

  finalize(failure) {
    const { signal } = this.options;
    writables.release(this.writer);
    streams.release(this.reader);
    if (signal !== undefined) signal.removeEventListener('abort', this.onAbort);
    if (failure === undefined) this.finished.resolve(undefined);
    else this.finished.reject(failure.error);
  }
}
