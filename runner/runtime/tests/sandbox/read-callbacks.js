// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const fs = require('fs');
const called = (call, ...args) => new Promise((done, fail) => call(...args, (error, value) => error ? fail(error) : done(value)));
attempt('readFile', () => called(fs.readFile, target, 'utf8'));
attempt('open', () => called(fs.open, target, 'r'));
attempt('readdir', () => called(fs.readdir, folder));
const whole = async (stream) => { let text = ''; for await (const part of stream) text += part; return text; };
attempt('createReadStream', () => whole(fs.createReadStream(target)));
attempt('a stream of a descriptor', () => whole(fs.createReadStream('', { fd: 3 })));
attempt('readline', async () => { for await (const line of require('readline').createInterface({ input: fs.createReadStream(target) })) return line; throw new Error('empty'); });
