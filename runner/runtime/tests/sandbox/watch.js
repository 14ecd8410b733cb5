// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const fs = require('fs');
attempt('watch', () => fs.watch(target));
attempt('watch a folder', () => fs.watch(folder, { recursive: true }));
attempt('watch for promises', async () => { for await (const event of fs.promises.watch(target, { signal: AbortSignal.timeout(5) })) return event; throw new Error('none'); });
attempt('watchFile', () => fs.watchFile(target, () => {}));
attempt('watchFile of bytes', () => fs.watchFile(Buffer.from(target), () => {}));
attempt('by URL', () => fs.watch(new URL(`file://${target}`)));
