// A logger whose lines are written by a thread: levels, children, serializers, redaction, a flush.
const path = require('node:path');
const pino = require('pino');

const transport = pino.transport({ target: path.join(__dirname, 'transport.cjs'), options: { prefix: '>' } });
const logger = pino({
  base: undefined,
  timestamp: false,
  level: 'debug',
  redact: ['user.password'],
  serializers: { err: (error) => ({ type: error.name, message: error.message }) },
}, transport);

logger.info('started %s with %d', 'service', 3);
logger.debug({ user: { name: 'ada', password: 'secret' } }, 'login');
logger.trace('too fine to be seen');
const child = logger.child({ module: 'store' });
child.warn({ keys: ['a', 'b'] }, 'slow');
child.error(new RangeError('out of space'), 'failed');
transport.end();
