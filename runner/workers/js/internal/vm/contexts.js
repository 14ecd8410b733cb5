// Contexts of the module `vm`: which object belongs to which realm, and the global object
// that shows a sandbox to its realm.
//
// The global object is a proxy. Its target holds the realm's own globals; every other name
// is the sandbox's, read and written there, so both sides see each other's changes at once.
//
// native:
//   createRealm(proxy, target)   a realm with that global object, or a plain one; its
//                                `global` is the global object

const {
  defineProperty, deleteProperty, get, getOwnPropertyDescriptor, has, ownKeys, set,
} = Reflect;

// The realm of each contextified object.
const realms = new WeakMap();

exports.realmOf = (object) => realms.get(object);

// Whose promise jobs run with each script.
const draining = new WeakSet();
exports.drains = (realm) => draining.has(realm);

exports.contextify = function contextify(sandbox, strings, drains) {
  if (realms.has(sandbox)) return;
  const { proxy, target, handler } = globalFor(sandbox);
  const realm = native.createRealm(proxy, target, strings);
  realms.set(sandbox, realm);
  if (drains) draining.add(realm);
  handler.ready = true;
};

// A realm whose global object stands for itself.
exports.createVanilla = function createVanilla(strings, drains) {
  const realm = native.createRealm(undefined, undefined, strings);
  if (drains) draining.add(realm);
  realms.set(realm.global, realm);
  return realm.global;
};

// What the target has that can't change: `undefined`, `NaN`, `Infinity`.
function isFixed(target, key) {
  const own = getOwnPropertyDescriptor(target, key);
  return own !== undefined && own.configurable === false && own.writable === false;
}

function globalFor(sandbox) {
  const target = Object.create(null);
  const handler = {
    // Until the realm is complete, the engine defines the realm's own globals.
    ready: false,
    get(_, key) {
      if (!isFixed(target, key) && has(sandbox, key)) return get(sandbox, key);
      return get(target, key);
    },
    set(_, key, value) {
      return isFixed(target, key) ? false : set(sandbox, key, value);
    },
    has(_, key) {
      return has(sandbox, key) || has(target, key);
    },
    deleteProperty(_, key) {
      if (getOwnPropertyDescriptor(target, key)?.configurable === false) return false;
      return deleteProperty(sandbox, key) && deleteProperty(target, key);
    },
    defineProperty(_, key, description) {
      if (!handler.ready) return defineProperty(target, key, description);
      if (isFixed(target, key)) return defineProperty(target, key, description);
      // A proxy may call fixed only what its target has fixed.
      if (description.configurable === false) defineProperty(target, key, description);
      // What a sandbox does not take is dropped, as long as no script asked for it by a function.
      if (!Object.isExtensible(sandbox) && !has(sandbox, key)) return true;
      return defineProperty(sandbox, key, { ...description, configurable: true });
    },
    getOwnPropertyDescriptor(_, key) {
      const own = getOwnPropertyDescriptor(target, key);
      const shown = isFixed(target, key) ? undefined : getOwnPropertyDescriptor(sandbox, key);
      if (shown === undefined) return own;
      return { ...shown, configurable: own?.configurable ?? true };
    },
    ownKeys() {
      return [...new Set([...ownKeys(sandbox), ...ownKeys(target)])];
    },
  };
  return { proxy: new Proxy(target, handler), target, handler };
}
