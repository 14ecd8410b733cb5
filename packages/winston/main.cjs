// A logger with formats and transports of its own, in main and in a worker.
const { Writable } = require('node:stream');
const { Worker, isMainThread } = require('node:worker_threads');
const winston = require('winston');

const { combine, printf, label, splat, errors } = winston.format;
const lines = [];
const logger = winston.createLogger({
  level: 'verbose',
  format: combine(
    label({ label: isMainThread ? 'main' : 'worker' }),
    splat(),
    errors({ stack: false }),
    printf(({ level, message, label: where, ...rest }) => `${where} ${level}: ${message} ${JSON.stringify(rest)}`),
  ),
  defaultMeta: { service: 'test' },
  transports: [
    new winston.transports.Stream({
      stream: new Writable({
        write(chunk, encoding, callback) {
          lines.push(chunk.toString().trim());
          callback();
        },
      }),
    }),
    new winston.transports.Console({ level: 'warn' }),
  ],
});

logger.info('started with %d parts', 3);
logger.debug('too fine');
logger.child({ request: 7 }).warn('slow answer', { ms: 120 });
logger.error(new Error('cannot store'));
logger.on('finish', () => {
  for (const line of lines) console.log('kept', line);
  if (isMainThread) new Worker(__filename).on('exit', (code) => console.log('worker ended', code));
});
logger.end();
