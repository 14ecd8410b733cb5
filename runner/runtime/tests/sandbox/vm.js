// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const vm = require('vm');
const path = JSON.stringify(target);
const code = `process.getBuiltinModule('fs').readFileSync(${path}, 'utf8')`;
attempt('runInThisContext', () => vm.runInThisContext(code));
attempt('out of a context', () => vm.runInNewContext(`this.constructor.constructor("return " + ${JSON.stringify(code)})()`));
attempt('out of a function', () => vm.runInNewContext(`f.constructor("return " + ${JSON.stringify(code)})()`, { f() {} }));
attempt('out of an error', () => vm.runInNewContext(`try { f() } catch (error) { error.constructor.constructor("return " + ${JSON.stringify(code)})() }`, { f() { throw new Error('x'); } }));
attempt('import in a context', () => vm.runInNewContext(`import(${path})`));
attempt('import in this context', () => vm.runInThisContext(`import(${path})`));
attempt('compileFunction', () => vm.compileFunction(`return ${code}`)());
attempt('a script that imports', () => new vm.Script(`import(${path})`, { importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER }).runInThisContext());
