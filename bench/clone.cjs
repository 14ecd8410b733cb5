// What it measures: `structuredClone` in one thread.
//
// The argument names what is cloned: small (an object of two members, other values each time), tree
// (100 objects in each other). Prints clones a second, after a time that does not count.
'use strict';

const WARM_UP_MS = 150;
const MEASURE_MS = 350;

function tree(nodes) {
  const all = Array.from({ length: nodes }, (_, id) => ({ id, name: 'node', children: [] }));
  for (let id = 1; id < nodes; id++) all[(id - 1) >> 2].children.push(all[id]);
  return all[0];
}

const root = tree(100);
const KINDS = { small: (n) => ({ id: n, name: `user ${n % 100}` }), tree: () => root };

function run(make, limit) {
  const start = performance.now();
  let clones = 0;
  for (;;) {
    for (let n = 0; n < 100; n++) structuredClone(make(n));
    clones += 100;
    const elapsed = performance.now() - start;
    if (elapsed >= limit) return (clones * 1000) / elapsed;
  }
}

const make = KINDS[process.argv[2] || 'small'];
run(make, WARM_UP_MS);
console.log(JSON.stringify({ perSecond: run(make, MEASURE_MS) }));
