'use strict';
// readline's Interface: the lines of a stream, questions and prompts. Input is read by
// lines also from a terminal; there is no line editor.

const EventEmitter = require('events');
const { nodeError, abortError } = require('internal/errors');
const check = require('internal/validators');

const LINE_END = /\r\n|\n|\r(?!\n)|\u2028|\u2029/g;
const MOST_CRLF_DELAY = 100;

function readOptions(input, output, completer, terminal) {
  if (input?.input === undefined) return { input, output, completer, terminal };
  return input;
}

class Interface extends EventEmitter {
  #decoder;
  #rest = ''; // a line without its end
  #returnAt = 0; // when a chunk ended with \r, which a \n may follow
  #crlfDelay;
  #prompt;
  #questionCallback = null;
  #stops = [];

  constructor(first, output, completer, terminal) {
    super();
    const options = readOptions(first, output, completer, terminal);
    if (options.completer !== undefined && typeof options.completer !== 'function') {
      throw nodeError('ERR_INVALID_ARG_VALUE', 'completer', options.completer);
    }
    if (options.signal !== undefined) check.validateAbortSignal(options.signal, 'options.signal');
    const { history = [], historySize = 30, crlfDelay = MOST_CRLF_DELAY, prompt = '> ' } = options;
    check.validateArray(history, 'history');
    check.validateNumber(historySize, 'size', 0);
    this.input = options.input;
    this.output = options.output;
    this.terminal = Boolean(options.terminal ?? options.output?.isTTY);
    this.line = '';
    this.cursor = 0;
    this.history = history;
    this.historySize = historySize;
    this.completer = options.completer;
    this.closed = false;
    this.paused = false;
    this.#crlfDelay = Math.max(MOST_CRLF_DELAY, Number(crlfDelay) || 0);
    this.#prompt = prompt;
    this.#listen(options.signal);
    this.input.resume();
  }

  #listen(signal) {
    const { input } = this;
    const listen = (name, listener) => {
      input.on(name, listener);
      this.#stops.push(() => input.removeListener(name, listener));
    };
    listen('error', (error) => this.emit('error', error));
    listen('data', (chunk) => this.#take(chunk));
    listen('end', () => {
      if (this.#rest !== '') this.#give(this.#rest);
      this.close();
    });
    if (!signal) return;
    const abort = () => this.close();
    if (signal.aborted) process.nextTick(abort);
    else {
      signal.addEventListener('abort', abort, { once: true });
      this.#stops.push(() => signal.removeEventListener('abort', abort));
    }
  }

  #take(chunk) {
    if (chunk === undefined) return;
    if (this.#decoder === undefined) {
      const { StringDecoder } = require('string_decoder');
      this.#decoder = new StringDecoder('utf8');
    }
    let text = typeof chunk === 'string' ? chunk : this.#decoder.write(chunk);
    if (this.#returnAt !== 0 && Date.now() - this.#returnAt <= this.#crlfDelay && text.startsWith('\n')) {
      text = text.slice(1);
    }
    this.#returnAt = 0;
    if (text === '') return;
    if (text.endsWith('\r')) this.#returnAt = Date.now();
    const lines = (this.#rest + text).split(LINE_END);
    this.#rest = lines.pop();
    for (const line of lines) this.#give(line);
  }

  #give(line) {
    if (line === this.#rest) this.#rest = '';
    if (this.closed && this.#stops.length > 0) return;
    const answer = this.#questionCallback;
    if (answer === null) {
      this.emit('line', line);
      return;
    }
    this.#questionCallback = null;
    answer(line);
  }

  #open() {
    if (this.closed) throw nodeError('ERR_USE_AFTER_CLOSE', 'readline');
  }

  getPrompt() { return this.#prompt; }
  setPrompt(prompt) { this.#prompt = prompt; }

  prompt() {
    this.#open();
    if (this.paused) this.resume();
    this.output?.write(this.#prompt);
  }

  question(query, options, callback) {
    const answer = typeof options === 'function' ? options : callback;
    const { signal } = typeof options === 'object' && options !== null ? options : {};
    this.#open();
    if (signal !== undefined) {
      check.validateAbortSignal(signal, 'options.signal');
      if (signal.aborted) return;
    }
    if (typeof answer !== 'function') return;
    if (this.#questionCallback !== null) {
      this.prompt();
      return;
    }
    let done = answer;
    if (signal !== undefined) {
      const onAbort = () => { this.#questionCallback = null; };
      signal.addEventListener('abort', onAbort, { once: true });
      done = (line) => {
        signal.removeEventListener('abort', onAbort);
        answer(line);
      };
    }
    if (this.paused) this.resume();
    this.output?.write(query);
    this.#questionCallback = done;
  }

  // The answer as a promise; `signal` takes the question back.
  ask(query, options = {}) {
    return new Promise((resolve, reject) => {
      const { signal } = options;
      if (signal !== undefined) {
        check.validateAbortSignal(signal, 'options.signal');
        if (signal.aborted) {
          reject(abortError(signal.reason));
          return;
        }
        const onAbort = () => {
          this.#questionCallback = null;
          reject(abortError(signal.reason));
        };
        signal.addEventListener('abort', onAbort, { once: true });
        this.question(query, (line) => {
          signal.removeEventListener('abort', onAbort);
          resolve(line);
        });
        return;
      }
      this.question(query, resolve);
    });
  }

  write(data) {
    this.#open();
    if (this.paused) this.resume();
    this.#take(typeof data === 'string' ? data : String(data ?? ''));
  }

  pause() {
    this.#open();
    if (this.paused) return this;
    this.#pause();
    return this;
  }

  #pause() {
    this.input.pause();
    this.paused = true;
    this.emit('pause');
  }

  resume() {
    this.#open();
    if (!this.paused) return this;
    this.input.resume();
    this.paused = false;
    this.emit('resume');
    return this;
  }

  close() {
    if (this.closed) return;
    if (!this.paused) this.#pause();
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.closed = true;
    this.emit('close');
  }

  getCursorPos() { return { rows: 0, cols: 0 }; }

  [Symbol.dispose]() { this.close(); }

  [Symbol.asyncIterator]() {
    const events = EventEmitter.on(this, 'line', { close: ['close'], highWaterMark: 1024 });
    const reader = this;
    return {
      async next() {
        const { value, done } = await events.next();
        return done ? { value: undefined, done: true } : { value: value[0], done: false };
      },
      return() {
        reader.close();
        return events.return();
      },
      throw: (error) => events.throw(error),
      [Symbol.asyncIterator]() { return this; },
    };
  }
}

exports.Interface = Interface;
