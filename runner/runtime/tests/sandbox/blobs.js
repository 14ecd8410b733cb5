// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

attempt('openAsBlob', async () => (await require('fs').openAsBlob(target)).text());
attempt('a file by name', async () => (await fetch(URL.createObjectURL(new Blob([])).replace(/.*/, `file://${target}`))).text());
attempt('importing a blob that imports', () => import(`data:text/javascript,await import(${JSON.stringify(target)})`));
attempt('resolving nowhere', () => fetch(`blob:nodedata:${target}`));
harmless('a File', () => new File([target], target).size, target.length);
