// Shows a value as one line of text, the same in any engine: `show(value)`. Objects that occur
// again are shown as `#n`, counted from 0 in the order in which they are first met.
function show(value) {
  const seen = [];
  const of = Object.prototype.toString;
  const text = (string) => JSON.stringify(string);
  const properties = (object, skip) => Reflect.ownKeys(object)
    .filter((key) => !skip(key))
    .map((key) => {
      const property = Object.getOwnPropertyDescriptor(object, key);
      const kind = (property.writable ? '' : '!w') + (property.enumerable ? '' : '!e') +
        (property.configurable ? '' : '!c');
      return `${typeof key === 'symbol' ? String(key) : key}${kind}: ${one(object[key])}`;
    });
  const none = () => false;
  const parts = (name, list) => name + (list.length ? `{${list.join(', ')}}` : '');
  function one(value) {
    switch (typeof value) {
      case 'number': return Object.is(value, -0) ? '-0' : String(value);
      case 'bigint': return `${value}n`;
      case 'string': return text(value);
      case 'object': break;
      default: return String(value);
    }
    if (value === null) return 'null';
    if (seen.includes(value)) return `#${seen.indexOf(value)}`;
    seen.push(value);
    const proto = Object.getPrototypeOf(value);
    const name = proto === null ? 'null' : proto.constructor.name;
    const index = (key) => typeof key === 'string' && /^\d+$/.test(key) && Number(key) < 2 ** 32 - 1;
    if (Array.isArray(value)) {
      const list = [];
      for (let at = 0; at < value.length; at++) list.push(at in value ? one(value[at]) : '');
      const rest = properties(value, (key) => index(key) || key === 'length');
      return `[${list.join(', ')}]` + (rest.length ? parts('', rest) : '');
    }
    if (ArrayBuffer.isView(value)) {
      const buffer = one(value.buffer);
      const length = value.length ?? value.byteLength;
      return parts(`${name}(${buffer}, ${value.byteOffset}, ${length})`, properties(value, index));
    }
    switch (of.call(value)) {
      case '[object Date]': return parts(`Date(${value.getTime()})`, properties(value, none));
      case '[object RegExp]':
        return parts(`RegExp(${value})`, properties(value, (key) => key === 'lastIndex' && value.lastIndex === 0));
      case '[object Map]': {
        const list = [...value].map(([key, entry]) => `${one(key)} => ${one(entry)}`);
        return parts(`Map(${list.join(', ')})`, properties(value, none));
      }
      case '[object Set]': return parts(`Set(${[...value].map(one).join(', ')})`, properties(value, none));
      case '[object Error]': {
        const list = properties(value, (key) => key === 'stack');
        return parts(`${name}`, list);
      }
      case '[object ArrayBuffer]': {
        const max = value.resizable ? `/${value.maxByteLength}` : '';
        return parts(`${name}(${[...new Uint8Array(value)].join(' ')}${max})`, properties(value, none));
      }
      case '[object SharedArrayBuffer]': {
        const max = value.growable ? `/${value.maxByteLength}` : '';
        return parts(`${name}(${[...new Uint8Array(value)].join(' ')}${max})`, properties(value, none));
      }
      case '[object Number]': case '[object BigInt]': case '[object Boolean]':
        return parts(`Object(${one(value.valueOf())})`, properties(value, none));
      case '[object String]':
        return parts(`Object(${one(value.valueOf())})`, properties(value, (key) => index(key) || key === 'length'));
    }
    const list = properties(value, none);
    return `${name === 'Object' ? '' : `${name} `}{${list.join(', ')}}`;
  }
  return one(value);
}
// What a function gives, or what it throws.
function outcome(work) {
  try {
    return show(work());
  } catch (error) {
    if (error === null || typeof error !== 'object') return `throws ${show(error)}`;
    return `throws ${error.name}${error.code === undefined ? '' : ` ${error.code}`}: ${error.message}`;
  }
}
const S = structuredClone;
function detached(buffer) {
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}
