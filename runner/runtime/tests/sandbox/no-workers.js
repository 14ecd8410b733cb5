// forbids: workers
const { attempt, target } = require('/attack/helper.js');
const { Worker } = require('worker_threads');
attempt('Worker', () => new Worker('', { eval: true }));
attempt('of a file', () => new Worker(target));
attempt('of data', () => new Worker(new URL('data:text/javascript,')));
attempt('a subclass', () => new (class extends Worker {})('', { eval: true }));
attempt('Reflect.construct', () => Reflect.construct(Worker, ['', { eval: true }]));
attempt('from a context', () => require('vm').runInNewContext("new W('', { eval: true })", { W: Worker }));
attempt('the constructor of one', () => new Worker.prototype.constructor('', { eval: true }));
