// Streams that are not Node's own: backpressure, pipelines, destroy, async iteration.
const streamx = require('streamx');
const { Readable, Transform, pipeline: nodePipeline } = require('readable-stream');
const { promisify } = require('node:util');

async function main() {
  const source = new streamx.Readable({
    read(callback) {
      this.next = (this.next ?? 0) + 1;
      this.push(this.next > 4 ? null : this.next);
      callback(null);
    },
  });
  const doubled = new streamx.Transform({
    transform(value, callback) { callback(null, value * 2); },
  });
  const seen = [];
  const sink = new streamx.Writable({
    write(value, callback) { seen.push(value); setImmediate(callback, null); },
    final(callback) { seen.push('final'); callback(null); },
  });
  await streamx.pipelinePromise(source, doubled, sink);
  console.log('streamx', seen);

  const items = [];
  for await (const item of streamx.Readable.from(['a', 'b', 'c'])) items.push(item);
  console.log('iterated', items);

  const broken = new streamx.Duplex({ read(callback) { callback(new Error('cannot read')); } });
  broken.on('error', (error) => console.log('broken', error.message));
  await new Promise((resolve) => { broken.on('close', resolve).resume(); });

  const upper = new Transform({
    transform(chunk, encoding, callback) { callback(null, chunk.toString().toUpperCase()); },
  });
  const chunks = [];
  upper.on('data', (chunk) => chunks.push(chunk.toString()));
  await promisify(nodePipeline)(Readable.from(['one ', 'two ', 'three']), upper);
  console.log('readable-stream', chunks.join(''));

  const squares = await Readable.from([1, 2, 3, 4]).filter((n) => n % 2 === 0).map(async (n) => n * n).toArray();
  console.log('operators', squares);
  const error = await promisify(nodePipeline)(Readable.from([1]), new Transform({
    transform(chunk, encoding, callback) { callback(new Error('no transform')); },
    objectMode: true,
  })).catch((caught) => caught);
  console.log('pipeline', error.message);
}

main();
