// forbids: stdio
const { attempt, harmless } = require('/attack/helper.js');
const fs = require('fs');
attempt('log', () => console.log('SPOKEN'));
attempt('error', () => console.error('SPOKEN'));
attempt('table', () => console.table(['SPOKEN']));
attempt('stdout', () => process.stdout.write('SPOKEN'));
attempt('stderr', () => process.stderr.write('SPOKEN'));
attempt('stdin', async () => { let text = ''; for await (const part of process.stdin) text += part; if (text === '') throw new Error('nothing'); return text; });
attempt('_rawDebug', () => process._rawDebug('SPOKEN'));
harmless('Console', () => { try { new console.Console(process.stdout).log('SPOKEN'); } catch { /* as refused */ } }, undefined);
for (const fd of [1, 2]) {
  attempt(`writeSync ${fd}`, () => fs.writeSync(fd, 'SPOKEN'));
  attempt(`writeFileSync ${fd}`, () => fs.writeFileSync(fd, 'SPOKEN'));
  attempt(`fstat ${fd}`, () => fs.fstatSync(fd));
  attempt(`close ${fd}`, () => fs.closeSync(fd));
  for (const path of [`/dev/fd/${fd}`, `/proc/self/fd/${fd}`, `/proc/thread-self/fd/${fd}`, `/proc/${process.pid}/fd/${fd}`]) attempt(path, () => fs.writeFileSync(path, 'SPOKEN'));
}
for (const path of ['/dev/stdout', '/dev/stderr', '/dev/tty', '/dev/stdin']) attempt(path, () => fs.openSync(path, 'r+'));
attempt('readFileSync 0', () => fs.readFileSync(0));
attempt('readSync 0', () => fs.readSync(0, Buffer.alloc(9)));
attempt('tty', () => new (require('tty').WriteStream)(1).write('SPOKEN'));
attempt('a worker', () => new Promise((done, fail) => new (require('worker_threads').Worker)("console.log('SPOKEN'); process.stdout.write('SPOKEN')", { eval: true }).on('error', fail).on('exit', done)));
harmless('isatty', () => require('tty').isatty(1), false);
harmless('a warning', () => process.emitWarning('SPOKEN'), undefined);
