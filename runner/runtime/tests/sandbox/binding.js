// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

for (const name of ['fs', 'spawn_sync', 'process_wrap', 'tcp_wrap', 'natives', 'constants', 'os', 'config', 'util']) {
  attempt(`binding ${name}`, () => process.binding(name));
  attempt(`_linkedBinding ${name}`, () => process._linkedBinding(name));
  attempt(`internalBinding ${name}`, () => internalBinding(name));
}
for (const name of ['internal/fs/handle', 'internal/process/credentials', 'internal/process/more', 'internal/vm/contexts', 'internal/stdio', 'internal/bootstrap/realm']) {
  attempt(name, () => require(name));
  attempt(`node:${name}`, () => require(`node:${name}`));
  attempt(`import ${name}`, () => import(`node:${name}`));
  harmless(`getBuiltinModule ${name}`, () => process.getBuiltinModule(name), undefined);
}
attempt('native', () => native);
attempt('a native half by its file', () => process.mainModule.constructor._load('fs').native.readFile);
