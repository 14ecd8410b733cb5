'use strict';
// The Console class: a console over two streams of the caller's.

const { nodeError } = require('internal/errors');
const { methods, createState } = require('internal/console/methods');

const noop = () => {};

function sinkFor(stdout, stderr, ignoreErrors, colorMode) {
  const streamOf = (isError) => (isError ? stderr : stdout);
  return {
    write(isError, text) {
      const stream = streamOf(isError);
      if (!ignoreErrors) {
        stream.write(text);
        return;
      }
      // Printing must not bring the program down.
      if (stream.listenerCount?.('error') === 0) stream.once('error', noop);
      try {
        stream.write(text, noop);
      } catch {
        // as above
      } finally {
        stream.removeListener?.('error', noop);
      }
    },
    colors(isError) {
      if (colorMode !== 'auto') return colorMode;
      const stream = streamOf(isError);
      return stream.isTTY === true && (typeof stream.getColorDepth !== 'function' || stream.getColorDepth() > 2);
    },
    isTerminal: () => stdout.isTTY === true,
  };
}

exports.makeConsole = function makeConsole(names, globalConsole) {
  function Console(options, ...rest) {
    if (new.target === undefined) return Reflect.construct(Console, [options, ...rest]);
    if (!options || typeof options.write === 'function') {
      options = { stdout: options, stderr: rest[0], ignoreErrors: rest[1] };
    }
    const {
      stdout, stderr = stdout, ignoreErrors = true, colorMode = 'auto', inspectOptions, groupIndentation,
    } = options;
    if (!stdout || typeof stdout.write !== 'function') throw nodeError('ERR_CONSOLE_WRITABLE_STREAM', 'stdout');
    if (!stderr || typeof stderr.write !== 'function') throw nodeError('ERR_CONSOLE_WRITABLE_STREAM', 'stderr');
    const check = require('internal/validators');
    if (typeof colorMode !== 'boolean' && colorMode !== 'auto') {
      check.validateOneOf(colorMode, 'colorMode', ['auto', true, false]);
    }
    if (groupIndentation !== undefined) check.validateInteger(groupIndentation, 'groupIndentation', 0, 1000);
    if (inspectOptions !== undefined) {
      check.validateObject(inspectOptions, 'options.inspectOptions');
      if (inspectOptions.colors !== undefined && options.colorMode !== undefined) {
        throw nodeError('ERR_INCOMPATIBLE_OPTION_PAIR', 'options.inspectOptions.color', 'colorMode');
      }
    }
    const choose = inspectOptions instanceof Map
      ? (isError) => inspectOptions.get(isError ? stderr : stdout) : inspectOptions;
    const state = createState(sinkFor(stdout, stderr, ignoreErrors, colorMode), {
      indentation: groupIndentation, inspectOptions: choose,
    });
    Object.defineProperty(this, STATE, { value: state });
    // Methods work detached, subclasses' overrides first.
    for (const name of names) {
      const method = this[name];
      this[name] = Object.defineProperty((...args) => Reflect.apply(method, this, args), 'name', { value: name });
    }
  }
  const STATE = Symbol('state');
  for (const name of names) {
    const method = { [name](...args) { return methods[name](this?.[STATE], ...args); } }[name];
    Object.defineProperty(Console.prototype, name, {
      value: method, writable: true, configurable: true, enumerable: true,
    });
  }
  Object.defineProperty(Console, Symbol.hasInstance, {
    value(instance) {
      return instance === globalConsole || Function.prototype[Symbol.hasInstance].call(this, instance);
    },
  });
  return Console;
};
