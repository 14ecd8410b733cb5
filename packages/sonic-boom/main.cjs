// A fast file writer: synchronous, buffered, reopened, and flushed.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { once } = require('node:events');
const SonicBoom = require('sonic-boom');

async function main() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'boom-'));
  const first = path.join(folder, 'first.log');
  const second = path.join(folder, 'nested', 'second.log');

  const sync = new SonicBoom({ dest: first, sync: true });
  for (let line = 0; line < 3; line += 1) sync.write(`sync ${line}\n`);
  sync.flushSync();
  console.log('at once', fs.readFileSync(first, 'utf8'));
  sync.end();
  await once(sync, 'close');

  const buffered = new SonicBoom({ dest: second, mkdir: true, minLength: 64, sync: false });
  await once(buffered, 'ready');
  buffered.on('drain', () => {});
  for (let line = 0; line < 10; line += 1) buffered.write(`line ${line} ${'é'.repeat(line)}\n`);
  await new Promise((resolve, reject) => buffered.flush((error) => (error ? reject(error) : resolve())));
  fs.renameSync(second, `${second}.1`);
  buffered.reopen();
  await once(buffered, 'ready');
  buffered.write('after the rotation\n');
  buffered.end();
  await once(buffered, 'close');
  console.log('rotated', fs.readFileSync(`${second}.1`, 'utf8').split('\n').length, fs.statSync(`${second}.1`).size);
  console.log('new', fs.readFileSync(second, 'utf8'));
  console.log('files', fs.readdirSync(folder, { recursive: true }).sort());
  fs.rmSync(folder, { recursive: true });
}

main();
