// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const os = require('os');
for (const name of ['cpus', 'totalmem', 'freemem', 'uptime', 'loadavg', 'networkInterfaces', 'userInfo', 'homedir']) attempt(name, () => os[name]());
attempt('availableMemory', () => process.availableMemory());
attempt('constrainedMemory', () => process.constrainedMemory());
