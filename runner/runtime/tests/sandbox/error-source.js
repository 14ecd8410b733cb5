// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const vm = require('vm');
const util = require('util');
for (const at of [0, 1, 5]) {
  let error;
  try { vm.runInThisContext('throw new Error("x")', { filename: target, lineOffset: at }); } catch (thrown) { error = thrown; }
  harmless('stack', () => typeof error.stack, 'string');
  harmless('printed', () => { console.error(error, util.inspect(error)); return 1; }, 1);
  require('/attack/helper.js').report(`${error.stack}`.split('\n').length > 0 ? error.stack.replaceAll(target, 'T') : '');
}
process.setSourceMapsEnabled(true);
try { eval(`throw new Error('x')\n//# sourceURL=${target}\n//# sourceMappingURL=file://${target}`); } catch (error) { require('/attack/helper.js').report(error.stack.replaceAll(target, 'T')); }
attempt('a syntax error in it', () => new vm.Script('(', { filename: target }));
attempt('a Worker that throws from it', () => new Promise((done, fail) => new (require('worker_threads').Worker)(`require('vm').runInThisContext('throw new Error("x")', { filename: ${JSON.stringify(target)} })`, { eval: true }).on('error', fail).on('exit', done)));
