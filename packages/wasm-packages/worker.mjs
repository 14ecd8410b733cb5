import { parentPort } from 'node:worker_threads';
import { work } from './work.mjs';

parentPort.once('message', async (module) => {
  const imports = WebAssembly.Module.imports(module);
  const exports = WebAssembly.Module.exports(module).map(({ name }) => name);
  const answer = await work();
  parentPort.postMessage({ imports, exports, ...answer });
});
