// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const fs = require('fs');
for (let fd = 3; fd < 24; fd++) {
  for (const act of [
    () => fs.readSync(fd, Buffer.alloc(9)), () => fs.fstatSync(fd), () => fs.writeSync(fd, 'x'), () => fs.readFileSync(fd), () => fs.writeFileSync(fd, 'x'),
    () => fs.ftruncateSync(fd), () => fs.fchmodSync(fd, 0), () => fs.fchownSync(fd, 0, 0), () => fs.futimesSync(fd, 0, 0), () => fs.fsyncSync(fd), () => fs.closeSync(fd),
  ]) attempt(`descriptor ${fd}`, act);
}
for (const fd of [-1, NaN, 2 ** 31, '3', { valueOf: () => 3 }]) attempt('an odd descriptor', () => fs.fstatSync(fd));
