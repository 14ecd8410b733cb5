// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

attempt('a streamed module', () => WebAssembly.compileStreaming(fetch(`file://${target}`)));
attempt('an import of wasm', () => import(`${folder}/shut/code.wasm`));
attempt('require of wasm', () => require(`${folder}/shut/code.wasm`));
attempt('WASI', () => new (require('wasi').WASI)({ version: 'preview1', preopens: { '/': folder } }));
