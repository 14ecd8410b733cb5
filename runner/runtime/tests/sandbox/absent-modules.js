// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

for (const name of ['wasi', 'sqlite', 'inspector', 'inspector/promises', 'repl', 'sea', 'http2', 'tls', 'dgram', 'original-fs', 'electron', 'node:ffi', 'quic', 'host:anything', 'vfs']) {
  attempt(`require ${name}`, () => require(name));
  attempt(`require node:${name}`, () => require(`node:${name}`));
  attempt(`import ${name}`, () => import(name));
}
