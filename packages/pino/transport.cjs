const split = require('split2');
const { isMainThread } = require('node:worker_threads');

module.exports = ({ prefix }) => {
  const lines = split(JSON.parse);
  lines.on('data', (entry) => {
    const { level, msg, ...rest } = entry;
    console.log(prefix, isMainThread ? 'main' : 'thread', level, msg, JSON.stringify(rest));
  });
  return lines;
};
