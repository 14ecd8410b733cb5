// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

for (const [name, act] of Object.entries({
  get: () => process.env.THREADPROOF_SANDBOX_SECRET, has: () => 'HOME' in process.env, keys: () => Object.keys(process.env), names: () => Reflect.ownKeys(process.env),
  spread: () => ({ ...process.env }), text: () => JSON.stringify(process.env), describe: () => Object.getOwnPropertyDescriptor(process.env, 'HOME'), list: () => { for (const name in process.env) return name; throw new Error('none'); },
  clone: () => structuredClone(process.env), set: () => { process.env.A = '1'; return process.env.A; }, define: () => Object.defineProperty(process.env, 'A', { value: '1', configurable: true, enumerable: true, writable: true }),
  remove: () => delete process.env.HOME, inherit: () => Object.create(process.env).HOME, reflect: () => Reflect.get(process.env, 'HOME', {}), entries: () => Object.entries(process.env), assign: () => Object.assign({}, process.env),
  through: () => Object.getPrototypeOf(process.env) === Object.prototype && process.env.PATH, loadEnvFile: () => process.loadEnvFile(target), userInfo: () => require('os').userInfo(), home: () => require('os').homedir(),
})) attempt(name, act);
harmless('tmpdir', () => require('os').tmpdir(), '/tmp');
harmless('debuglog', () => require('util').debuglog('fs').enabled, false);
harmless('execArgv', () => process.execArgv.length, 0);
