// forbids: clock
const { harmless } = require('/attack/helper.js');
const day = (text) => new Date(text).getTime();
harmless('Date.now', () => Date.now(), 86400000);
harmless('new Date', () => new Date().getTime(), 86400000);
harmless('Date()', () => Date().slice(4, 15), 'Jan 02 1970');
harmless('performance.now', () => performance.now(), 0);
harmless('timeOrigin', () => performance.timeOrigin, 86400000);
harmless('hrtime', () => process.hrtime().join(), '0,0');
harmless('hrtime.bigint', () => process.hrtime.bigint(), 0n);
harmless('uptime', () => process.uptime(), 0);
harmless('an event', () => new Event('x').timeStamp, 0);
harmless('a File', () => new File([], 'x').lastModified, 86400000);
harmless('a mark', () => performance.mark('x').startTime, 0);
harmless('toJSON', () => performance.toJSON().timeOrigin, 86400000);
harmless('in a context', () => require('vm').runInNewContext('Date.now()'), 86400000);
harmless('an own Date', () => new (require('vm').runInNewContext('Date'))().getTime(), 86400000);
harmless('in a worker', () => new Promise((done, fail) => new (require('worker_threads').Worker)("require('worker_threads').parentPort.postMessage([Date.now(), process.uptime(), performance.now()].join())", { eval: true }).on('message', done).on('error', fail)), '86400000,0,0');
