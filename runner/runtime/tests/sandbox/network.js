// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

for (const [module, calls] of Object.entries({
  net: { connect: [9], createConnection: [9], createServer: [], Server: [] }, http: { get: ['http://127.0.0.1:9'], request: ['http://127.0.0.1:9'], createServer: [] },
  https: { get: ['https://127.0.0.1:9'], request: ['https://127.0.0.1:9'], createServer: [] }, dns: { lookup: ['localhost', () => {}], resolve: ['localhost', () => {}], reverse: ['127.0.0.1', () => {}] },
  'dns/promises': { lookup: ['localhost'], resolve: ['localhost'] }, dgram: { createSocket: ['udp4'] }, tls: { connect: [9], createServer: [] }, http2: { connect: ['http://127.0.0.1:9'] }, inspector: { open: [0] },
})) for (const [name, args] of Object.entries(calls)) attempt(`${module}.${name}`, () => require(module)[name](...args));
for (const url of ['http://127.0.0.1:9/', 'https://localhost/', 'ftp://localhost/', 'ws://localhost/']) attempt(`fetch ${url}`, () => fetch(url));
attempt('WebSocket', () => new WebSocket('ws://127.0.0.1:9/'));
attempt('EventSource', () => new EventSource('http://127.0.0.1:9/'));
attempt('XMLHttpRequest', () => new XMLHttpRequest());
attempt('a socket of a descriptor', () => new (require('net').Socket)({ fd: 3 }).connect(9));
attempt('import over http', () => import('http://127.0.0.1:9/x.js'));
attempt('import over https', () => import('https://127.0.0.1:9/x.js'));
