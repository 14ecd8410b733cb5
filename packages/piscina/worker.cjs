const { move, workerData, isWorkerThread } = require('piscina');

module.exports = async ({ a, b }) => a + b;

module.exports.greet = ({ name }) => `${workerData.greeting} ${name}, ${isWorkerThread ? 'from a thread' : 'from main'}`;

module.exports.double = (bytes) => move(bytes.map((byte) => byte * 2));

module.exports.fail = () => {
  throw new TypeError('not today');
};

module.exports.wait = () => new Promise(() => setInterval(() => {}, 1000));
