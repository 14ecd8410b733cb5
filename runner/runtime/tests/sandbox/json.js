// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const path = `${folder}/shut/data.json`;
attempt('require', () => require(path));
attempt('require without its ending', () => require(`${folder}/shut/data`));
attempt('import', () => import(path, { with: { type: 'json' } }));
attempt('import as a URL', () => import(`file://${path}`, { with: { type: 'json' } }));
attempt('the extension', () => require.extensions['.json'](module, path));
attempt('by a module of data', () => import(`data:text/javascript,import x from ${JSON.stringify(`file://${path}`)} with { type: "json" }; export default x`));
