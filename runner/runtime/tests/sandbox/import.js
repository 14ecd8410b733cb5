// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

attempt('import', () => import(target));
attempt('as a URL', () => import(`file://${target}`));
attempt('relative', () => import(`..${target}`));
attempt('with a query', () => import(`${target}?x`));
attempt('encoded', () => import(`file://${encodeURI(target).replace('s', '%73')}`));
attempt('as JSON', () => import(target, { with: { type: 'json' } }));
attempt('by Function', () => new Function('path', 'return import(path)')(target));
attempt('by eval', () => eval(`import(${JSON.stringify(target)})`));
attempt('by a module of data', () => import(`data:text/javascript,export * from ${JSON.stringify(`file://${target}`)}`));
attempt('import.meta.resolve', () => import('data:text/javascript,export const meta = import.meta').then(({ meta }) => import(meta.resolve(`file://${target}`))));
