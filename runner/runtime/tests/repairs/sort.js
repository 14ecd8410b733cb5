const calls = (list, compare) => {
  const seen = [];
  list.sort((a, b) => { seen.push(`${a}${b}`); return compare(a, b); });
  return seen.join();
};
const up = (a, b) => a - b;
console.log(calls([3, 1, 2, 5, 4], up), calls([1, 2, 3], up), calls([3, 2, 1, 0], up));
console.log(calls([5, 2, 8, 1, 9, 3], (a, b) => b - a), calls([, 3, undefined, 1, , 2], up));
const many = (length) => Array.from({ length }, (_, i) => (i * 7919) % 1009);
for (const length of [0, 1, 2, 32, 33, 64, 65, 100, 1000, 5000]) {
  const sorted = many(length).sort(up);
  console.log(length, sorted.every((value, i) => i === 0 || sorted[i - 1] <= value), many(length).toSorted(up).join() === sorted.join());
}
let seed = 1;
const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
for (const list of [many(500), new Float64Array(many(500)), new Uint16Array(many(500))]) {
  for (let round = 0; round < 20; round++) list.sort(() => random() - 0.5);
  console.log([...list].sort(up).join() === many(500).sort(up).join(), list.toSorted(() => random() - 0.5).length);
}
const stable = Array.from({ length: 300 }, (_, i) => ({ key: i % 3, i })).sort((a, b) => a.key - b.key);
console.log(stable.every(({ key, i }, at) => at === 0 || stable[at - 1].key < key || stable[at - 1].i < i));
console.log(JSON.stringify([, 3, undefined, 1, , 2].sort()), Object.keys([, 3, undefined, 1, , 2].sort()).join());
console.log([10, 9, 1, 'a', null, true, undefined, 1n].sort().join(), ['b', , 'a'].toSorted().length);
console.log([{ toString: () => 'b' }, 'c', { toString: () => 'a' }].sort().map(String).join());
const sparse = new Array(1e7);
sparse[7] = 'b'; sparse[9e6] = 'a';
console.log(sparse.sort().length, Object.keys(sparse).join(), sparse[0], sparse[1]);
const like = { length: 3, 0: 'c', 1: 'b', 2: 'a' };
console.log(Array.prototype.sort.call(like) === like, JSON.stringify(like), Array.prototype.toSorted.call(like).join());
const shrinking = [3, 1, 2];
shrinking.sort((a, b) => { shrinking.length = 0; return a - b; });
console.log(shrinking.join());
const list = [3, 2, 1];
for (const attempt of [
  () => list.sort(1), () => list.sort(null), () => list.toSorted({}), () => new Uint8Array(1).sort('x'),
  () => [1, 2].sort(() => { throw new Error('thrown'); }), () => Object.freeze([2, 1]).sort(),
  () => new Uint8Array([2, 1]).toSorted(() => { throw new Error('typed'); }),
  () => Array.prototype.toSorted.call({ length: 2 ** 32 }),
]) try { console.log(attempt()); } catch (error) { console.log(error.name, /read only|non-writable/.test(error.message) ? 'read only' : error.message); }
const buffer = new ArrayBuffer(8, { maxByteLength: 8 });
const typed = new Uint8Array(buffer).fill(1);
console.log(typed.sort(() => { buffer.resize(2); return 1; }).length, Array.prototype.sort.length, Array.prototype.toSorted.name);
