'use strict';
// Iterators that `using` can dispose of.

const methods = {
  [Symbol.dispose]() {
    const end = this.return;
    if (end !== undefined && end !== null) end.call(this);
  },
  async [Symbol.asyncDispose]() {
    const end = this.return;
    if (end !== undefined && end !== null) await end.call(this);
  },
};

exports['Iterator#Symbol.dispose'] = methods[Symbol.dispose];
exports['AsyncIterator#Symbol.asyncDispose'] = methods[Symbol.asyncDispose];
