// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const { Worker } = require('worker_threads');
const ended = (file, options) => new Promise((done, fail) => new Worker(file, options).on('error', fail).on('exit', done));
attempt('by path', () => ended(target));
attempt('by URL', () => ended(new URL(`file://${target}`)));
attempt('by an odd URL', () => ended(new URL(`file://localhost${folder}/open/../shut/file`)));
attempt('data that imports it', () => ended(new URL(`data:text/javascript,import ${JSON.stringify(`file://${target}`)}`)));
attempt('code that requires it', () => ended(`require(${JSON.stringify(target)})`, { eval: true }));
for (const execArgv of [['--require', target], ['-r', target], ['--import', target], [`--import=file://${target}`], ['--env-file', target], [`--env-file=${target}`], ['--experimental-loader', target]]) {
  attempt(execArgv.join(' '), () => ended("throw new Error('refused')", { eval: true, execArgv }));
}
for (const execArgv of [['--cpu-prof', '--cpu-prof-dir', folder], ['--heap-prof'], ['--report-on-fatalerror'], ['--trace-event-categories', 'v8'], ['--diagnostic-dir', folder], ['--redirect-warnings', `${folder}/fresh`]]) {
  attempt(execArgv.join(' '), () => ended("process.emitWarning('x'); throw new Error('refused')", { eval: true, execArgv }));
}
attempt('NODE_OPTIONS', () => ended("throw new Error('refused')", { eval: true, env: { NODE_OPTIONS: `--require ${target}` } }));
