// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const fs = require('fs');
const spoiled = [];
const spoil = (object, key, value) => { spoiled[spoiled.length] = [object, key, Object.getOwnPropertyDescriptor(object, key)]; Object.defineProperty(object, key, { __proto__: null, value, configurable: true, writable: true }); };
const was = { read: fs.readFileSync, resolve: require.resolve };
spoil(String.prototype, 'startsWith', () => true);
spoil(String.prototype, 'includes', () => true);
spoil(Array.prototype, 'includes', () => true);
spoil(Array.prototype, Symbol.iterator, function* () { yield '/attack/helper.js'; });
spoil(RegExp.prototype, 'test', () => true);
spoil(RegExp.prototype, 'exec', () => null);
spoil(Map.prototype, 'get', () => true);
spoil(Set.prototype, 'has', () => true);
spoil(Object.prototype, 'files', 'all');
spoil(Object.prototype, 'permission', true);
spoil(Object.prototype, 'allowed', true);
spoil(Function.prototype, 'call', function () { return true; });
const outcomes = [];
const acts = [() => was.read(target, 'utf8'), () => was.resolve(target), () => require('child_process').spawnSync('id'), () => process.env.HOME];
for (let i = 0; i < 4; i++) {
  try { outcomes[i] = acts[i](); } catch { outcomes[i] = null; }
}
for (let i = spoiled.length - 1; i >= 0; i--) {
  const object = spoiled[i][0], key = spoiled[i][1], before = spoiled[i][2];
  if (before === undefined) delete object[key]; else Object.defineProperty(object, key, { __proto__: null, ...before });
}
for (let i = 0; i < 4; i++) attempt(`spoiled ${i}`, () => { if (outcomes[i] === null) throw new Error('refused'); return outcomes[i]; });
