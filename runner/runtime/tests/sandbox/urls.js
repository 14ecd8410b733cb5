// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const fs = require('fs');
for (const text of [`file://${target}`, `file://localhost${target}`, `FILE://${target}`, `file://${target.replace('file', '%66ile')}`, `file://${folder}/open/%2e%2e/shut/file`]) {
  attempt(text, () => fs.readFileSync(new URL(text)));
  attempt(`import ${text}`, () => import(text));
  attempt(`fetch ${text}`, () => fetch(text));
}
class Disguised extends URL { get pathname() { return target; } get protocol() { return 'file:'; } }
attempt('a disguised URL', () => fs.readFileSync(new Disguised('file:///attack/helper.js')) && fs.readFileSync(new Disguised('http://x/')));
attempt('an object like a URL', () => fs.readFileSync({ href: `file://${target}`, protocol: 'file:', pathname: target, __proto__: URL.prototype }));
attempt('a module of data that imports it', () => import(`data:text/javascript,import ${JSON.stringify(`file://${target}`)}`));
