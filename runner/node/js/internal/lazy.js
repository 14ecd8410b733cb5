'use strict';
// A property whose value is made when it is first read.
//
// It stays an accessor: Boa 0.22 would call the value of a data property as its getter where the
// property had been an accessor when that place in a script read it before.

exports.defineLazy = function defineLazy(object, name, make) {
  let made = false;
  let value;
  const set = (next) => {
    made = true;
    value = next;
  };
  const get = () => {
    if (!made) set(make());
    return value;
  };
  Object.defineProperty(object, name, { configurable: true, enumerable: true, get, set });
};
