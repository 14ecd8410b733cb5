const show = (attempt) => { try { console.log(String(attempt())); } catch (error) { console.log(error.name, error.message.includes('bounds') ? 'bounds' : ''); } };
const resizable = () => new ArrayBuffer(8, { maxByteLength: 8 });
const touching = (act, value = 1) => ({ valueOf() { act(); return value; } });
for (const kind of ['Int8', 'Uint8', 'Int16', 'Uint16', 'Int32', 'Uint32', 'Float32', 'Float64', 'BigInt64', 'BigUint64']) {
  const value = kind.startsWith('Big') ? 7n : 7;
  const view = new DataView(new ArrayBuffer(16));
  view[`set${kind}`](touching(() => view[`set${kind}`](8, value), 0), touching(() => view[`get${kind}`](0), value));
  console.log(kind, String(view[`get${kind}`](touching(() => view.byteLength, 8))), String(view[`get${kind}`](0, true)), view[`set${kind}`].length);
  const buffer = resizable(), shrunk = new DataView(buffer);
  show(() => shrunk[`set${kind}`](0, touching(() => buffer.resize(0), value)));
}
const view = new DataView(new ArrayBuffer(2));
show(() => view.setInt8(touching(() => {}, -1), { valueOf() { throw new Error('never'); } }));
show(() => view.setInt8('1', '0x10') ?? view.getInt8(1));
show(() => view.setInt8({ toString: () => '1' }, [5]) ?? view.getInt8([1]));
show(() => view.getInt8(touching(() => {}, 2 ** 60)));
show(() => view.getInt8(1n));
for (const name of ['add', 'and', 'exchange', 'or', 'store', 'sub', 'xor']) {
  const buffer = resizable(), list = new Uint8Array(buffer).fill(3);
  show(() => Atomics[name](list, 0, touching(() => buffer.resize(4))));
  show(() => Atomics[name](list, 3, touching(() => Atomics.load(list, 3))));
  show(() => Atomics[name](list, touching(() => list.fill(9), 2), 5));
}
const list = new Int32Array(4);
show(() => Atomics.compareExchange(list, 0, touching(() => Atomics.store(list, 0, 5), 5), 6));
show(() => Atomics.load(list, touching(() => {}, 0)));
show(() => Atomics.add(list, touching(() => {}, 4), { valueOf() { throw new Error('never'); } }));
show(() => Atomics.add(new BigInt64Array(1), 0, { valueOf: () => 5n }));
show(() => Atomics.add(new BigInt64Array(1), 0, { valueOf: () => 5 }));
show(() => Atomics.store(list, 0, { valueOf: () => 3.7 }));
const bytes = (buffer) => new Uint8Array(buffer).join();
const filled = () => { const buffer = resizable(); new Uint8Array(buffer).fill(7); return buffer; };
for (const [start, end] of [[0, 8], [4, 8], [2, 5], [-3, -1], [undefined, undefined], [6, 2], [NaN, Infinity], [-100, 100]]) show(() => bytes(filled().slice(start, end)));
{ const buffer = filled(); show(() => bytes(buffer.slice(0, touching(() => buffer.resize(2), 8)))); }
{ const buffer = filled(); show(() => bytes(buffer.slice(4, touching(() => buffer.resize(2), 8)))); }
const species = (make) => { const buffer = filled(); buffer.constructor = { [Symbol.species]: function (length) { return make(buffer, length); } }; return buffer; };
show(() => bytes(species((buffer, length) => { buffer.resize(2); return new ArrayBuffer(length); }).slice(0, 8)));
show(() => bytes(species((buffer, length) => new ArrayBuffer(length + 2)).slice(0, 4)));
for (const make of [(buffer) => buffer, () => new ArrayBuffer(1), () => ({}), () => new SharedArrayBuffer(8)]) show(() => species(make).slice(0, 8));
class Own extends ArrayBuffer {}
console.log(new Own(4).slice(1).constructor.name, ArrayBuffer.prototype.slice.length);
