import { parentPort, workerData } from 'node:worker_threads';
import { parse } from 'csv-parse';

const parser = parse({ columns: true, cast: (value, { header, column }) => (!header && column !== 'name' ? Number(value) : value) });
let total = 0;
let count = 0;
parser.on('readable', () => {
  for (let record = parser.read(); record !== null; record = parser.read()) {
    total += record.price;
    count += 1;
  }
});
parser.on('end', () => parentPort.postMessage({ count, total, info: parser.info.lines }));
parser.end(workerData);
