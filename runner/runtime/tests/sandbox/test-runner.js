// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const test = require('node:test');
attempt('run', () => test.run({ files: [target] }));
attempt('snapshot', () => test.snapshot.setResolveSnapshotPath(() => target));
attempt('mock a module', () => test.mock.module(target, { defaultExport: 1 }));
attempt('fileSnapshot', () => test.snapshot.setDefaultSnapshotSerializers([]));
