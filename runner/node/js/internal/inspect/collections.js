'use strict';
// The contents of maps, sets, their iterators, weak collections, buffers and typed
// arrays as util.inspect lists them. It must never advance an iterator.
//
// native:
//   previewEntries(object)  of a map or set iterator, or a weak collection, without
//                           advancing it: [entries, paired]; `entries` is flat
//                           (key, value, key, value…) when `paired`. undefined
//                           when the engine cannot tell.

const { moreItems } = require('internal/inspect');
const { assemble } = require('internal/inspect/layout');

const lengthOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), 'length').get;

function limited(printer, total) {
  return Math.min(Math.max(0, printer.maxArrayLength), total);
}

exports.setItems = (printer, value, level) => {
  const parts = [];
  const limit = Math.max(0, printer.maxArrayLength);
  printer.indentation += 2;
  let total = 0;
  for (const item of Set.prototype.values.call(value)) {
    if (total++ < limit) parts.push(printer.value(item, level));
  }
  if (total > limit) parts.push(moreItems(total - limit));
  printer.indentation -= 2;
  return parts;
};

exports.mapItems = (printer, value, level) => {
  const parts = [];
  const limit = Math.max(0, printer.maxArrayLength);
  printer.indentation += 2;
  let total = 0;
  for (const [key, item] of Map.prototype.entries.call(value)) {
    if (total++ < limit) parts.push(`${printer.value(key, level)} => ${printer.value(item, level)}`);
  }
  if (total > limit) parts.push(moreItems(total - limit));
  printer.indentation -= 2;
  return parts;
};

// Items of a list of entries that iterators and weak collections preview.
function previewed(entries, paired, asPairs) {
  return (printer, value, level) => {
    const parts = [];
    const step = paired ? 2 : 1;
    const total = entries.length / step;
    const limit = limited(printer, total);
    printer.indentation += 2;
    for (let i = 0; i < limit; i++) {
      const first = printer.value(entries[i * step], level);
      if (!paired) {
        parts.push(first);
        continue;
      }
      const second = printer.value(entries[i * step + 1], level);
      parts.push(asPairs
        ? assemble(printer, { parts: [first, second], base: '', open: '[', close: ']', isList: true, level })
        : `${first} => ${second}`);
    }
    printer.indentation -= 2;
    if (total > limit) parts.push(moreItems(total - limit));
    return parts;
  };
}

exports.entriesOf = (value) => native.previewEntries(value);

exports.iteratorEntries = (value) => {
  const found = native.previewEntries(value);
  if (found === undefined) return undefined;
  const [entries, paired] = found;
  return { paired, items: previewed(entries, paired, true) };
};

exports.weakItems = (printer, value, level) => {
  const found = printer.showHidden ? native.previewEntries(value) : undefined;
  if (found === undefined) return [printer.stylize('<items unknown>', 'special')];
  const [entries, paired] = found;
  const parts = previewed(entries, paired, false)(printer, value, level);
  return parts.sort();
};

exports.typedArrayItems = (printer, value, level) => {
  const total = lengthOf.call(value);
  const limit = limited(printer, total);
  const parts = [];
  for (let i = 0; i < limit; i++) parts.push(printer.primitive(value[i]));
  if (total > limit) parts.push(moreItems(total - limit));
  if (!printer.showHidden) return parts;
  printer.indentation += 2;
  for (const name of ['BYTES_PER_ELEMENT', 'length', 'byteLength', 'byteOffset', 'buffer']) {
    parts.push(`[${name}]: ${printer.value(value[name], level, true)}`);
  }
  printer.indentation -= 2;
  return parts;
};

const hiddenKey = (printer, name) => printer.stylize(`[${name}]`, 'string');

function bytesOf(buffer) {
  try {
    return new Uint8Array(buffer);
  } catch {
    return undefined; // detached
  }
}

function byteLength(printer, buffer) {
  const count = bytesOf(buffer)?.length ?? 0;
  return `${hiddenKey(printer, 'byteLength')}: ${printer.stylize(`${count}`, 'number')}`;
}

exports.byteLengthOnly = (printer, value) => [byteLength(printer, value)];

exports.arrayBufferItems = (printer, value) => {
  const bytes = bytesOf(value);
  if (bytes === undefined) {
    return [printer.stylize('(detached)', 'special'), byteLength(printer, value)];
  }
  const limit = limited(printer, bytes.length);
  let shown = '';
  for (let i = 0; i < limit; i++) shown += `${i > 0 ? ' ' : ''}${bytes[i].toString(16).padStart(2, '0')}`;
  const left = bytes.length - limit;
  if (left > 0) shown += ` ... ${left} more byte${left > 1 ? 's' : ''}`;
  return [`${printer.stylize('[Uint8Contents]', 'special')}: <${shown}>`, byteLength(printer, value)];
};

exports.dataViewItems = (printer, value, level) => {
  printer.indentation += 2;
  const parts = ['byteLength', 'byteOffset', 'buffer'].map((name) => {
    const { get } = Object.getOwnPropertyDescriptor(DataView.prototype, name);
    return `${hiddenKey(printer, name)}: ${printer.value(get.call(value), level)}`;
  });
  printer.indentation -= 2;
  return parts;
};
