const { setTimeout: delay } = require('node:timers/promises');
const { runAsWorker } = require('synckit');

runAsWorker(async (action, value) => {
  await delay(5);
  switch (action) {
    case 'reverse':
      return [...value].reverse().join('');
    case 'kinds':
      return { ...value, list: value.list.map(String) };
    default:
      throw Object.assign(new TypeError(value), { code: 'ERR_NOTHING' });
  }
});
