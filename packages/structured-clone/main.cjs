// Clones made by packages in JavaScript, compared with what a message port makes.
const { MessageChannel, receiveMessageOnPort } = require('node:worker_threads');
const ungap = require('@ungap/structured-clone');
const realistic = require('realistic-structured-clone');
const devalue = require('devalue');
const { inspect, isDeepStrictEqual } = require('node:util');

const cyclic = { list: [1, [2, [3]]] };
cyclic.self = cyclic;
cyclic.list.push(cyclic.list);
const values = {
  primitives: [1, -0, NaN, 10n, true, null, undefined, 'text'],
  boxed: [Object(1), Object('s'), Object(false), Object(5n)],
  dates: [new Date(0), /a+b/giu],
  collections: [new Map([[{ k: 1 }, new Set([1, 'b'])]]), new Set([[1], [2]])],
  bytes: [new Uint8Array([1, 2]), new Float64Array([1.5]), new DataView(new ArrayBuffer(2)).getInt16(0)],
  errors: [new TypeError('wrong'), new Error('plain')],
  cyclic,
};

function through(value) {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(value);
  const { message } = receiveMessageOnPort(port2);
  port1.close();
  return message;
}

const shown = (value) => inspect(value, { depth: 5 }).replace(/\n\s+at .*/g, '');
for (const [name, value] of Object.entries(values)) {
  const own = through(value);
  console.log(name, shown(own));
  for (const [maker, clone] of Object.entries({
    ungap: (each) => ungap.deserialize(ungap.serialize(each)),
    realistic,
    structuredClone,
  })) {
    try {
      const made = (clone.default ?? clone)(value);
      console.log(' ', maker, made !== value, isDeepStrictEqual(made, own));
    } catch (error) {
      console.log(' ', maker, error.name);
    }
  }
}
for (const refused of [() => {}, Symbol('s'), new WeakMap()]) {
  for (const clone of [through, realistic.default ?? realistic, structuredClone]) {
    try {
      clone({ refused });
      console.log('taken');
    } catch (error) {
      console.log('refused', error.name, error.code);
    }
  }
}
const text = devalue.stringify({ when: new Date(0), map: new Map([['k', 1n]]), again: values.dates[1], cyclic });
console.log('devalue', text, devalue.parse(text).cyclic.self.list[0]);
