'use strict';
// What util.inspect meets seldom: proxies, accessors, promises, module namespaces and
// odd prototypes. It must never run a proxy's traps, nor a getter that wasn't asked for.
//
// native:
//   promiseState(promise)  [state, value]: 'pending' | 'fulfilled' | 'rejected'
//   proxyDetails(proxy)    [target, handler]; [null, null] once revoked

const { Printer, typeName } = require('internal/inspect');
const { assemble } = require('internal/inspect/layout');

exports.proxy = function proxy(printer, value, level) {
  const [target, handler] = native.proxyDetails(value);
  if (target === null || target === undefined) return printer.stylize('<Revoked Proxy>', 'special');
  if (printer.showProxy) {
    if (printer.tooDeep(level)) return printer.stylize('Proxy [Array]', 'special');
    printer.indentation += 2;
    printer.deepest = level + 1;
    const parts = [printer.value(target, level + 1), printer.value(handler, level + 1)];
    printer.indentation -= 2;
    return assemble(printer, {
      parts, base: '', open: 'Proxy [', close: ']', isList: true, level: level + 1, value: undefined,
    });
  }
  const kind = typeName(target);
  const own = kind === 'Proxy' ? undefined : printer.customized(target, value, level);
  if (own !== undefined) return own;
  const shown = kind === 'Proxy' ? exports.proxy(printer, target, level) : printer.object(target, kind, level);
  return `${printer.stylize('Proxy(', 'special')}${shown}${printer.stylize(')', 'special')}`;
};

exports.accessor = function accessor(printer, object, found, level, shift) {
  const name = found.set === undefined ? 'Getter' : found.get === undefined ? 'Setter' : 'Getter/Setter';
  const readable = found.get !== undefined && (printer.getters === true ||
    (printer.getters === 'get' && found.set === undefined) ||
    (printer.getters === 'set' && found.set !== undefined));
  if (!readable) return printer.stylize(`[${name}]`, 'special');
  printer.indentation += shift || 2;
  let shown;
  try {
    const value = found.get.call(object);
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) {
      const end = printer.stylize(']', 'special');
      shown = `${printer.stylize(`[${name}:`, 'special')} ${printer.primitiveOrNull(value)}${end}`;
    } else {
      shown = `${printer.stylize(`[${name}]`, 'special')} ${printer.value(value, level)}`;
    }
  } catch (error) {
    const what = require('internal/inspect/errors').isError(error)
      ? printer.value(error, level) : printer.value(error, level);
    shown = printer.stylize(`[${name}: <Inspection threw (${what})>]`, 'special');
  }
  printer.indentation -= shift || 2;
  return shown;
};

Printer.prototype.primitiveOrNull = function primitiveOrNull(value) {
  return value === null ? this.stylize('null', 'null') : this.primitive(value);
};

exports.promiseItems = (printer, promise, level) => {
  const [state, value] = native.promiseState(promise);
  if (state === 'pending') return [printer.stylize('<pending>', 'special')];
  printer.indentation += 2;
  const shown = printer.value(value, level);
  printer.indentation -= 2;
  return [state === 'rejected' ? `${printer.stylize('<rejected>', 'special')} ${shown}` : shown];
};

exports.moduleItems = (printer, namespace, level) => {
  const parts = [];
  for (const key of Reflect.ownKeys(namespace)) {
    if (typeof key === 'symbol' && !printer.showHidden) continue;
    try {
      parts.push(printer.property(namespace, level, key, false));
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      parts.push(`${printer.key(key, true)}: ${printer.stylize('<uninitialized>', 'special')}`);
    }
  }
  return parts;
};

// The name of an object whose prototypes name no constructor.
exports.oddConstructorName = function oddConstructorName(printer, value, prototype, level) {
  const kind = typeName(value);
  const name = kind === 'Arguments' || kind === 'Module' ? 'Object' : kind;
  if (printer.tooDeep(level)) return `${name} <Complex prototype>`;
  const inner = printer.constructorName(prototype, level + 1);
  if (inner !== null) return `${name} <${inner}>`;
  const shallow = new Printer({ ...printer.optionsFor(), customInspect: false, depth: -1 });
  return `${name} <${shallow.value(prototype, 0)}>`;
};
