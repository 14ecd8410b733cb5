// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const fs = require('fs');
let turns = 0;
const changing = { toString: () => turns++ % 2 ? target : '/attack/helper.js', __proto__: String.prototype };
attempt('an object', () => fs.readFileSync(changing, 'utf8'));
attempt('a String', () => fs.readFileSync(new String(target), 'utf8'));
attempt('an array', () => fs.readFileSync([target], 'utf8'));
const bytes = Buffer.from('/attack/helper.js'.padEnd(target.length, '/'));
const shared = new Uint8Array(new SharedArrayBuffer(target.length));
attempt('a getter of options', () => fs.readFileSync(target, { get encoding() { return 'utf8'; } }));
attempt('bytes that change', () => fs.readFileSync(Object.defineProperty(bytes, 'length', { get() { Buffer.from(target).copy(bytes); return target.length; } }), 'utf8') + fs.readFileSync(target));
attempt('shared bytes', () => { shared.set(Buffer.from(target)); return fs.readFileSync(shared, 'utf8'); });
attempt('a null byte', () => fs.readFileSync(`/attack/helper.js\0${target}`));
attempt('a proxy of a URL', () => fs.readFileSync(new Proxy(new URL(`file://${target}`), {}), 'utf8'));
