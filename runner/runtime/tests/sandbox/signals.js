// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const os = require('os');
for (const pid of [process.pid, process.ppid, 1, 0, -1, String(process.pid), 99999999]) {
  for (const signal of [0, 'SIGTERM', 'SIGKILL', 15]) attempt(`kill ${pid} ${signal}`, () => process.kill(pid, signal));
}
attempt('setPriority', () => os.setPriority(19));
attempt('setPriority of another', () => os.setPriority(process.ppid, 19));
attempt('getPriority of another', () => os.getPriority(1));
attempt('getPriority of none', () => os.getPriority(99999999));
attempt('_kill', () => process._kill(process.pid, 0));
attempt('_debugProcess', () => process._debugProcess(process.ppid));
