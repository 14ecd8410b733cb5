const show = (attempt) => { try { console.log(attempt()); } catch (error) { console.log(`${error.name}: ${error.message}`); } };
const keys = (list) => Reflect.ownKeys(new Proxy({}, { ownKeys: () => list }));
for (const length of [2 ** 40, 2 ** 28, 3, -1, NaN]) show(() => keys({ length }).length);
for (const list of [1, [1], [{}], [null], ['a', Symbol.iterator]]) show(() => keys(list).length);
show(() => Proxy({}, {}));
show(() => new Proxy(1, {}));
show(() => new Proxy({}, 1));
show(() => [Proxy.length, Proxy.name, Proxy.prototype, Proxy.revocable.length, Proxy.revocable.name].join());
show(() => Object.getOwnPropertyNames(Proxy).sort().join());
const handler = {
  get(_, key, receiver) { return this === handler && receiver === proxy && key; },
  ownKeys(target) { return [String(this === handler), ...Reflect.ownKeys(target)]; },
};
const proxy = new Proxy({}, handler);
show(() => proxy.abc);
show(() => Reflect.ownKeys(proxy).join());
delete handler.get;
show(() => proxy.abc);
handler.has = function () { return this === handler; };
show(() => 'x' in proxy);
handler.has = () => false;
show(() => 'x' in proxy);
handler.has = null;
show(() => 'x' in proxy);
const log = [];
const logging = new Proxy({ a: 1 }, new Proxy({}, { get(_, key) { log.push(key); } }));
logging.a; 'a' in logging; Object.keys(logging); ({ ...logging }); delete logging.a; logging.b = 1;
show(() => log.join());
const callable = new Proxy(function () {}, {
  apply: (_, self, args) => args.length,
  construct: (_, args, made) => ({ same: made === callable }),
});
show(() => callable(1, 2));
show(() => new callable().same);
const revocable = Proxy.revocable({}, { ownKeys: () => ({ length: 2 ** 40 }) });
show(() => Object.keys(revocable.proxy));
revocable.revoke();
show(() => { try { Object.keys(revocable.proxy); } catch (error) { return error.name; } });
const late = {};
const changed = new Proxy({}, late);
late.ownKeys = () => ({ length: 2 ** 40 });
for (const list of [
  () => { for (const key in changed) show(() => key); }, () => ({ ...changed }), () => Object.assign({}, changed),
  () => JSON.stringify(changed), () => Object.freeze(changed), () => Object.getOwnPropertyDescriptors(changed),
]) show(list);
show(() => Reflect.construct(Proxy, [{}, {}], Array) instanceof Array);
const { runInNewContext } = require('vm');
show(() => runInNewContext('try { Object.keys(new Proxy({}, { ownKeys: () => ({ length: 2 ** 40 }) })) } catch (error) { error.message }'));
