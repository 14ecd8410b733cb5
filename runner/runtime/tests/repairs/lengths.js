const show = (attempt) => { try { const value = attempt(); console.log(typeof value === 'string' && value.length > 40 ? `text of ${value.length}` : String(value)); } catch (error) { console.log(error.name, error.message); } };
const count = (...args) => args.length;
const long = { length: 2 ** 32 };
for (const attempt of [
  () => count.apply(null, long), () => count.apply(null, new Array(2 ** 32 - 1)), () => count.apply(null, { length: 1e5 }), () => count.apply(null, { length: -1 }),
  () => count.apply(null, 'ab'), () => count.apply(null, null), () => count.apply(null, { length: 2, 0: 1, 1: 2 }), () => count.apply(null, { length: 1e6 }),
  () => Reflect.apply(count, null, long), () => Reflect.apply(count, null), () => Reflect.apply(1), () => Reflect.apply(count, null, [1, 2]),
  () => Reflect.construct(Array, long), () => Reflect.construct(Array, [3]).length, () => Reflect.construct(Date, [0], Array) instanceof Array,
  () => Function.apply(null, long), () => String.fromCharCode.apply(null, long),
  () => new Array(2 ** 32 - 1).join(), () => new Array(2 ** 28).join(''), () => new Array(2 ** 28).join('ab'), () => String(new Array(2 ** 32 - 1)),
  () => new Array(2 ** 30).toLocaleString(), () => [1, [2, [3, null, undefined]], , 'a'].join('-'), () => new Array(4).join('ab'),
  () => [1, 2.5, null, undefined, 3n].toLocaleString(), () => new Uint8Array(3).join('ab'), () => new Uint8Array(2 ** 20).join('x'.repeat(1000)),
  () => 'a'.repeat(2 ** 30), () => 'a'.repeat(2 ** 29 - 23), () => 'a'.repeat(2 ** 20), () => 'ab'.repeat(3), () => 'a'.repeat(-1), () => 'a'.repeat(Infinity),
  () => ''.repeat(2 ** 53), () => 'a'.repeat('x'), () => 'a'.repeat({ valueOf: () => -7 }), () => String.prototype.repeat.call(null, 1),
  () => 'a'.padEnd(2 ** 30), () => 'a'.padStart(Infinity), () => 'a'.padStart(2 ** 30, ''), () => 'ab'.padStart(7, 'xyz'), () => 'ab'.padEnd(7, 'xyz'), () => 'abc'.padEnd(2), () => 'é'.padEnd(4),
  () => { const text = 'a'.repeat(2 ** 28); return text.concat(text, text); }, () => 'a'.concat(1, null, undefined, { toString: () => 'b' }), () => 'a'.concat(),
  () => String.prototype.concat.call(undefined, 1), () => Array.prototype.toReversed.call({ length: 3, 0: 1 }).length,
]) show(attempt);
const self = [1]; self.push(self, [self, 2]);
show(() => self.join()); show(() => String([self]));
