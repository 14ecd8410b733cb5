// Lines of a file, parsed, filtered by a worker and counted, in one pipeline.
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Worker } from 'node:worker_threads';
import split2 from 'split2';
import { objectTransform, transform } from 'through2';

const folder = mkdtempSync(path.join(tmpdir(), 'lines-'));
const file = path.join(folder, 'data.ndjson');
const lines = Array.from({ length: 500 }, (_, id) => JSON.stringify({ id, name: `item ${id}`, size: (id * 37) % 101 }));
writeFileSync(file, `${lines.join('\n')}\n`);

const worker = new Worker(`
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (item) => parentPort.postMessage({ ...item, large: item.size > 50 }));
`, { eval: true });

const large = [];
let bytes = 0;
await pipeline(
  createReadStream(file, { highWaterMark: 100 }),
  transform(async (chunk) => {
    bytes += chunk.length;
    return chunk;
  }),
  split2(JSON.parse),
  objectTransform(async (item) => {
    worker.postMessage(item);
    const [answer] = await once(worker, 'message');
    return answer.large ? answer.id : undefined;
  }),
  async (ids) => {
    for await (const id of ids) large.push(id);
  },
);
await worker.terminate();
rmSync(folder, { recursive: true });
console.log('bytes', bytes, 'large', large.length, large.slice(0, 5));

const bad = split2(JSON.parse);
bad.on('data', (item) => console.log('item', item));
const failed = once(bad, 'error').catch((error) => [error]);
bad.write('{"ok":1}\n');
bad.end('{broken\n');
console.log('bad line', (await failed)[0].name);
