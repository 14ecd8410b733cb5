// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

for (const ending of ['ts', 'mts', 'cts']) {
  const path = `${folder}/shut/code.${ending}`;
  attempt(`require .${ending}`, () => require(path));
  attempt(`import .${ending}`, () => import(path));
  attempt(`Worker .${ending}`, () => new Promise((done, fail) => new (require('worker_threads').Worker)(path).on('error', fail).on('exit', done)));
}
const { stripTypeScriptTypes } = require('module');
harmless('a reference in a comment', () => stripTypeScriptTypes(`/// <reference path="${target}" />\nlet a: number = 1`).length > 0, true);
attempt('an import of types', () => import(`data:text/javascript,${encodeURIComponent(`import type { A } from ${JSON.stringify(target)}`)}`));
