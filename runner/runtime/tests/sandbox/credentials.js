// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

for (const name of ['setuid', 'seteuid', 'setgid', 'setegid']) {
  attempt(name, () => process[name](process.getuid()));
  attempt(`${name} by name`, () => process[name]('root'));
}
attempt('setgroups', () => process.setgroups([0]));
attempt('initgroups', () => process.initgroups('root', 0));
attempt('execve', () => process.execve('/bin/true'));
attempt('umask', () => process.umask(0o777));
attempt('umask as text', () => process.umask('777'));
harmless('reading the umask', () => Number.isInteger(process.umask()), true);
attempt('dlopen', () => process.dlopen({ exports: {} }, target));
attempt('dlopen with flags', () => process.dlopen({ exports: {} }, target, 1));
attempt('an addon', () => require(`${folder}/shut/addon.node`));
