// The channel between a process and its child: `send`, `disconnect`, `connected` and the events
// `message` and `disconnect`, on a ChildProcess and on the `process` of the child. Messages are
// JSON, one on a line, as Node writes them, so that either end may be Node.
//
// native:
//   inherited()                      the end that this process was forked with, or -1
//   pair()                           [our end, the child's end], or undefined
//   listen(fd, callback)             calls with each chunk, and with nothing at the end
//   write(fd, bytes)                 how many were taken at once, -1 when the other end is gone
//   writeLater(fd, bytes, callback)  writes all, then calls with whether it went well
//   close(fd, everything)            ends the channel; with `everything`, the descriptor too
//   giveUp(fd)                       closes the descriptor here; the child has its own
//   hold(on)                         whether the channel keeps this process alive

const { Buffer } = require('buffer');
const { StringDecoder } = require('string_decoder');
const { nodeError, codedError, unsupported } = require('internal/errors');

const later = (...args) => require('process').nextTick(...args);

class Channel {
  #fd;
  #target;
  #decoder = new StringDecoder('utf8');
  #text = '';
  #queue = [];
  #writing = false;
  #listening = false;
  #held = false;
  #ended = false;
  open = true;

  constructor(fd, target) {
    this.#fd = fd;
    this.#target = target;
  }

  listen() {
    if (this.#listening || !this.open) return;
    this.#listening = true;
    native.listen(this.#fd, (chunk) => this.#heard(chunk));
  }

  hold(on) {
    if (on === this.#held || (on && !this.open)) return;
    this.#held = on;
    native.hold(on);
  }

  #heard(chunk) {
    if (chunk === undefined) {
      this.#end();
      return;
    }
    const lines = (this.#text + this.#decoder.write(chunk)).split('\n');
    this.#text = lines.pop();
    for (const line of lines) {
      if (line === '') continue;
      const message = JSON.parse(line);
      // what begins with NODE_ is a word between runtimes, not between scripts
      const isInternal = typeof message?.cmd === 'string' && message.cmd.startsWith('NODE_');
      this.#target.emit(isInternal ? 'internalMessage' : 'message', message, undefined);
    }
  }

  send(message, callback) {
    const line = Buffer.from(`${JSON.stringify(message)}\n`);
    let taken = 0;
    if (!this.#writing) {
      taken = native.write(this.#fd, line);
      if (taken < 0) return this.#settle(callback, false);
    }
    if (taken === line.length) return this.#settle(callback, true);
    this.#queue.push({ bytes: line.subarray(taken), callback });
    this.#writeNext();
    return false;
  }

  #settle(callback, ok) {
    const error = ok ? null : Object.assign(new Error('write EPIPE'), { code: 'EPIPE', errno: -32, syscall: 'write' });
    if (callback !== undefined) later(callback, error);
    else if (!ok) later(() => this.#target.emit('error', error));
    return ok;
  }

  #writeNext() {
    if (this.#writing) return;
    const next = this.#queue.shift();
    if (next === undefined) {
      if (!this.open) this.#shut();
      return;
    }
    this.#writing = true;
    native.writeLater(this.#fd, next.bytes, (ok) => {
      this.#writing = false;
      if (this.#ended) native.close(this.#fd, true);
      this.#settle(next.callback, ok && !this.#ended);
      if (this.#ended) return;
      this.#writeNext();
    });
  }

  // What was sent before still goes out.
  close() {
    this.open = false;
    this.#target.connected = false;
    if (!this.#writing && this.#queue.length === 0) this.#shut();
  }

  #shut() {
    native.close(this.#fd, !this.#listening);
    if (!this.#listening) later(() => this.#end());
  }

  // The other side is gone, or this one has closed.
  #end() {
    if (this.#ended) return;
    this.#ended = true;
    // a descriptor that is still written to is closed after that
    if (this.#listening) native.close(this.#fd, !this.#writing);
    this.open = false;
    this.hold(false);
    this.#target.connected = false;
    this.#target.channel = null;
    this.#target.emit('disconnect');
  }
}

function checkMessage(message) {
  if (message === undefined) throw nodeError('ERR_MISSING_ARGS', 'message');
  if (!['string', 'object', 'number', 'boolean'].includes(typeof message)) {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'message', ['string', 'object', 'number', 'boolean'], message);
  }
}

// Gives `target` its end of a channel.
function attach(target, fd) {
  const channel = new Channel(fd, target);
  target.connected = true;
  target.channel = {
    ref() { channel.hold(true); },
    unref() { channel.hold(false); },
  };
  target.send = function send(message, handle, options, callback) {
    if (typeof handle === 'function') [handle, options, callback] = [undefined, undefined, handle];
    else if (typeof options === 'function') [options, callback] = [undefined, options];
    checkMessage(message);
    if (handle !== undefined && handle !== null) {
      throw unsupported('sending a handle to another process');
    }
    if (!channel.open) {
      const error = codedError('Error', 'ERR_IPC_CHANNEL_CLOSED', 'Channel closed');
      if (callback !== undefined) later(callback, error);
      else later(() => target.emit('error', error));
      return false;
    }
    return channel.send(message, callback);
  };
  target.disconnect = function disconnect() {
    if (!channel.open) {
      target.emit('error', codedError('Error', 'ERR_IPC_DISCONNECTED', 'IPC channel is already disconnected'));
      return;
    }
    channel.close();
  };
  return channel;
}

// The parent's side: it listens from the start, and lives as long as the channel does.
exports.connect = function connect(child, fd) {
  const channel = attach(child, fd);
  channel.hold(true);
  channel.listen();
};

// The child's side: the channel keeps the process alive while a script listens.
exports.adopt = function adopt(process) {
  const fd = native.inherited();
  if (fd < 0) return;
  const channel = attach(process, fd);
  const counts = (event) => event === 'message' || event === 'disconnect';
  process.on('newListener', (event) => {
    if (!counts(event)) return;
    channel.listen();
    channel.hold(true);
  });
  process.on('removeListener', (event) => {
    if (!counts(event)) return;
    if (process.listenerCount('message') + process.listenerCount('disconnect') === 0) channel.hold(false);
  });
};

exports.pair = native.pair;
exports.giveUp = native.giveUp;
