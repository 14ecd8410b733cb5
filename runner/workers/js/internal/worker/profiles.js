'use strict';
// Profiles that a Worker takes of its thread, from outside. Each function gets the worker first.
// How a profile is taken is not known here.
//
// native, each a promise that stays pending when the worker ends:
//   startCpu(worker, milliseconds, samples)      the number of the profile
//   stopCpu(worker, number)                      its text
//   startHeap(worker, bytes, frames, collects)   the code of the error that refuses it, or undefined
//   stopHeap(worker)                             its text

const { answerOf } = require('internal/worker/introspection');
const { cpuOptions, heapOptions, heapRefusal } = require('internal/v8/profiles');

// The members of both classes are alike, and each has its own, as in Node.
function handleClass(name) {
  return {
    [name]: class {
      #ask;
      #text;
      constructor(ask) { this.#ask = ask; }
      stop() {
        this.#text ??= this.#ask();
        return this.#text;
      }
      async [Symbol.asyncDispose]() { await this.stop(); }
    },
  }[name];
}

const CPUProfileHandle = handleClass('CPUProfileHandle');
const HeapProfileHandle = handleClass('HeapProfileHandle');

exports.startCpuProfile = function startCpuProfile(worker, options) {
  const wanted = cpuOptions(options);
  return startCpu(worker, wanted);
};

async function startCpu(worker, wanted) {
  const number = Number(await answerOf(worker, () => native.startCpu(worker, ...wanted)));
  return new CPUProfileHandle(() => answerOf(worker, () => native.stopCpu(worker, number)));
}

exports.startHeapProfile = function startHeapProfile(worker, options) {
  const wanted = heapOptions(options);
  return startHeap(worker, wanted);
};

async function startHeap(worker, wanted) {
  const refused = await answerOf(worker, () => native.startHeap(worker, ...wanted));
  if (refused !== undefined) throw heapRefusal(refused, 'heap profiler have been started');
  return new HeapProfileHandle(() => answerOf(worker, () => native.stopHeap(worker)));
}
