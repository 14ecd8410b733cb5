// monitorEventLoopDelay: a timer that must not hold the loop, and how late it comes.
//
// native: perf_hooks hands its own over.

exports.monitor = (native, resolution) => {
  const histogram = native.createHistogram(1, 3.6e12, 3, true);
  const { now } = native;
  let timer;
  let last;

  const methods = {
    enable() {
      if (timer !== undefined) return false;
      last = now();
      timer = setInterval(() => {
        const at = now();
        histogram.record(Math.max(1, Math.round((at - last) * 1e6)));
        last = at;
      }, resolution);
      timer.unref();
      return true;
    },

    disable() {
      if (timer === undefined) return false;
      clearInterval(timer);
      timer = undefined;
      return true;
    },
  };
  methods[Symbol.dispose ?? Symbol.for('Symbol.dispose')] = methods.disable;
  for (const name of Reflect.ownKeys(methods)) {
    Object.defineProperty(histogram, name, { value: methods[name], configurable: true, writable: true, enumerable: false });
  }
  return histogram;
};
