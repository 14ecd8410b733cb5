'use strict';

const { parentPort } = require('worker_threads');

parentPort.once('message', (value) => parentPort.postMessage(`${value}, too`));
