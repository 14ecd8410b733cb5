'use strict';
// Properties that are made when first read.
//
// They stay accessors: Boa 0.22 caches where a property was found after its getter has run, so a
// getter that replaced itself would be called as its own value at the next look.

exports.defineLazy = function defineLazy(target, name, make) {
  let value;
  let made = false;
  Object.defineProperty(target, name, {
    configurable: true,
    enumerable: true,
    get() {
      if (!made) {
        value = make();
        made = true;
      }
      return value;
    },
    set(given) {
      value = given;
      made = true;
    },
  });
};
