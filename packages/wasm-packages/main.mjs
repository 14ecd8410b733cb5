// es-module-lexer, source-map and hash-wasm: WebAssembly in both threads, with the same answers.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { work } from './work.mjs';

const { resolve } = createRequire(import.meta.url);
console.log('main', JSON.stringify(await work()));

const worker = new Worker(new URL('./worker.mjs', import.meta.url));
worker.on('message', (answer) => console.log('worker', JSON.stringify(answer)));
worker.on('exit', (code) => console.log('exit', code));

// A module of the package's own, compiled here and instantiated there.
const mappings = readFileSync(resolve('source-map/lib/mappings.wasm'));
worker.postMessage(new WebAssembly.Module(mappings));
