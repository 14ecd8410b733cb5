// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const fs = require('fs');
for (const name of ['environ', 'maps', 'mem', 'cmdline', 'status', 'fd/0', 'fd/3', `root${target}`, `cwd/../../../../../../..${target}`, 'exe', 'task', 'limits']) {
  for (const whose of ['self', 'thread-self', process.pid, process.ppid, 1]) {
    attempt(`/proc/${whose}/${name}`, () => fs.readFileSync(`/proc/${whose}/${name}`));
  }
}
for (const name of ['/dev/stdin', '/dev/fd/0', '/dev/tty', '/etc/passwd', '/sys/class/net', '/dev/shm']) attempt(name, () => fs.openSync(name));
