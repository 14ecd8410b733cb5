'use strict';
// Runs each try and prints what it throws, a line each. The message is read and nothing else: the
// stack is not looked at.

module.exports = (tries) => {
  const told = tries.map((one) => {
    try {
      one();
      return 'nothing thrown';
    } catch (error) {
      return `${error.name}: ${error.message}`;
    }
  });
  process.stdout.write(`${JSON.stringify(told, null, 1)}\n`);
};
