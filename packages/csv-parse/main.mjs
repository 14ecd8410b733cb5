// Tables parsed in workers, as a stream and at once.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import { Readable } from 'node:stream';

const header = 'id,name,price\n';
const rows = Array.from({ length: 50 }, (_, id) => `${id},"item ""${id}""",${(id * 1.25).toFixed(2)}\n`).join('');

const worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData: header + rows });
const [result] = await once(worker, 'message');
console.log('from the worker', result);

const names = [];
for await (const record of Readable.from([header, rows.slice(0, 33), rows.slice(33)]).pipe(parse({ columns: true, to: 4 }))) {
  names.push(record.name);
}
console.log('names', names);

const table = parseAtOnce('a;b\n1; x\n\n2;"y;z"\n', { delimiter: ';', trim: true, skip_empty_lines: true, cast: true });
console.log('table', table);
try {
  parseAtOnce('a,b\n1,2,3\n');
} catch (error) {
  console.log('error', error.code, error.message);
}
