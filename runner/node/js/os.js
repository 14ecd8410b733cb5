// The module `os`: facts about the machine and the system.
// It must ask the system each time; nothing is remembered.
//
// native:
//   hostname(), release(), version(), machine(), homedir(), tmpdir()  texts
//   totalmem(), freemem(), uptime(), availableParallelism()  numbers
//   loadavg()                   three numbers
//   cpus()                      flat [model, speed, user, nice, sys, idle, irq, …]
//   interfaces()                flat [name, address, netmask, family, mac, internal, cidr, scope, …]
//   user()                      [uid, gid, username, homedir, shell]
//   getPriority(pid)            [priority], or a negative error number
//   setPriority(pid, value)     0, or a negative error number
//   constants                   { errno, signals, priority }
//   platform, type, arch, endianness  texts

const { nodeError } = require('internal/errors');
const { validateInt32 } = require('internal/validators');

const systemError = (...args) => require('internal/util/system_errors').systemError(...args);

// What nobody may change.
for (const [name, value] of Object.entries({ EOL: '\n', devNull: '/dev/null' })) {
  Object.defineProperty(exports, name, { value, enumerable: true, configurable: true });
}
exports.constants = Object.freeze({
  __proto__: null,
  UV_UDP_REUSEADDR: 4,
  dlopen: Object.freeze({ __proto__: null, RTLD_LAZY: 1, RTLD_NOW: 2, RTLD_GLOBAL: 256, RTLD_LOCAL: 0, RTLD_DEEPBIND: 8 }),
  ...native.constants,
});

for (const name of [
  'availableParallelism', 'freemem', 'homedir', 'hostname', 'loadavg', 'machine', 'release',
  'tmpdir', 'totalmem', 'uptime', 'version',
]) {
  exports[name] = native[name];
  // Node lets these stand in for their value in a template.
  Object.defineProperty(exports[name], Symbol.toPrimitive, { value: () => native[name](), configurable: true });
}
for (const name of ['arch', 'endianness', 'platform', 'type']) {
  const value = native[name];
  exports[name] = { [name]: () => value }[name];
  Object.defineProperty(exports[name], Symbol.toPrimitive, { value: () => value, configurable: true });
}

function chunks(flat, size) {
  const list = [];
  for (let at = 0; at < flat.length; at += size) list.push(flat.slice(at, at + size));
  return list;
}

exports.cpus = function cpus() {
  return chunks(native.cpus(), 7).map(([model, speed, user, nice, sys, idle, irq]) => ({
    model, speed, times: { user, nice, sys, idle, irq },
  }));
};

exports.networkInterfaces = function networkInterfaces() {
  const found = {};
  for (const [name, address, netmask, family, mac, internal, cidr, scopeid] of chunks(native.interfaces(), 8)) {
    const entry = { address, netmask, family, mac, internal, cidr };
    if (family === 'IPv6') entry.scopeid = scopeid;
    (found[name] ??= []).push(entry);
  }
  return found;
};

exports.userInfo = function userInfo(options) {
  const [uid, gid, username, homedir, shell] = native.user();
  const info = { uid, gid, username, homedir, shell };
  if (options?.encoding === 'buffer') {
    const { Buffer } = require('buffer');
    for (const name of ['username', 'homedir', 'shell']) {
      if (info[name] !== null) info[name] = Buffer.from(info[name]);
    }
  }
  return { __proto__: null, ...info };
};

exports.getPriority = function getPriority(pid = 0) {
  validateInt32(pid, 'pid');
  const found = native.getPriority(pid);
  if (typeof found === 'number') throw systemError('uv_os_getpriority', found);
  return found[0];
};

exports.setPriority = function setPriority(pid, priority) {
  if (priority === undefined) [pid, priority] = [0, pid];
  validateInt32(pid, 'pid');
  validateInt32(priority, 'priority', -20, 19);
  const failed = native.setPriority(pid, priority);
  if (failed < 0) throw systemError('uv_os_setpriority', failed);
};
