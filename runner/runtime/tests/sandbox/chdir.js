// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

attempt('chdir', () => process.chdir(folder));
attempt('chdir to what may be there', () => process.chdir(target));
attempt('chdir to the root', () => process.chdir('/'));
attempt('chdir upwards', () => process.chdir('..'));
attempt('of a worker', () => new Promise((done, fail) => new (require('worker_threads').Worker)("process.chdir('/')", { eval: true }).on('error', fail).on('exit', done)));
