// Debug output by namespace, in main and in a worker, with colours where asked.
const { Worker, isMainThread } = require('node:worker_threads');
const debug = require('debug');
const picocolors = require('picocolors');

debug.log = (...args) => console.log(...args.map((part) => String(part).replace(/ \+\d+ms$/, '')));
debug.inspectOpts.hideDate = true;
debug.enable('app:*,-app:noise');
const http = debug('app:http');
const noise = debug('app:noise');
http.color = 3;
http.useColors = false;
http('%s listening on %d %o %j', 'server', 80, { a: [1, { b: 2 }] }, { c: 3 });
noise('never seen');
const extended = http.extend('router');
console.log(extended.namespace, extended.enabled, noise.enabled, debug.names.map(String));

import('chalk').then(({ Chalk }) => {
  const chalk = new Chalk({ level: 1 });
  console.log(JSON.stringify(chalk.red.bold('alert') + chalk.bgBlue.hex('#fff')('box')));
  console.log(JSON.stringify(picocolors.createColors(true).green('go')));
  if (isMainThread) new Worker(__filename).on('exit', (code) => console.log('exit', code));
});
