// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const path = JSON.stringify(target);
const bodies = [`return process.getBuiltinModule('fs').readFileSync(${path}, 'utf8')`, `return process.mainModule.require('fs').readFileSync(${path})`, `return require('fs').readFileSync(${path})`, 'return process.env.HOME'];
const makers = [Function, function* () {}.constructor, async function () {}.constructor, async function* () {}.constructor, (() => {}).constructor];
for (const body of bodies) {
  for (const make of makers) {
    attempt('constructor', async () => {
      const made = make(body)();
      if (typeof made?.next !== 'function') return made;
      const { value } = await made.next();
      return value;
    });
  }
  attempt('eval', () => (0, eval)(`(function () { ${body} })()`));
}
attempt('setTimeout of text', () => setTimeout(`globalThis.reached = 1`));
