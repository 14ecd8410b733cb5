'use strict';

const path = require('path');
const { Worker } = require('worker_threads');
const { mark, done } = require('../../_lib/observe.cjs');

const worker = new Worker(path.join(__dirname, 'worker.cjs'));
worker.on('message', (value) => mark('answer', value));
worker.on('exit', (code) => {
  mark('exit', code);
  done();
});
worker.postMessage('hello');
