// Opens a report in a real browser, at two widths and in both themes: no script fails, axe finds no
// fault, and two runtimes can be set against each other.
//
//   node .ci/page.mjs MODULES REPORT.html
//
// MODULES is a node_modules with puppeteer-core, axe-core and @sparticuz/chromium, which carries a
// browser; $THREADPROOF_CHROMIUM names another one.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, report] = process.argv.slice(2);
const require = createRequire(path.resolve(modules, 'here.js'));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const { default: puppeteer } = await load('puppeteer-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const named = process.env.THREADPROOF_CHROMIUM;
const executablePath = named ?? await (await load('@sparticuz/chromium')).default.executablePath();
const browser = await puppeteer.launch({
  executablePath,
  headless: 'shell',
  args: ['--no-sandbox', '--no-zygote', '--disable-setuid-sandbox', '--disable-gpu', '--allow-file-access-from-files'],
});

const findings = [];
async function look(width, theme, address) {
  const where = `${width} px, ${theme}, ${address || 'all cases'}`;
  const page = await browser.newPage();
  page.on('pageerror', (error) => findings.push(`${where}: ${error.message}`));
  await page.setBypassCSP(true);
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
  await page.goto(pathToFileURL(path.resolve(report)).href + address);
  await page.waitForFunction('document.documentElement.dataset.ready');
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => (await axe.run()).violations.map((one) => [one.id, one.nodes.map((node) => node.html)]));
  for (const [id, nodes] of violations) findings.push(`${where}: ${id}, ${nodes.length} times, first at ${nodes[0].slice(0, 200)}`);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) findings.push(`${where}: scrolls sideways by ${over} px`);
  return page;
}

const first = await look(1280, 'light', '');
const [id, ids] = await first.evaluate(() => [
  document.querySelector('a[data-case]').textContent && new URLSearchParams(document.querySelector('a[data-case]').hash.slice(1)).get('case'),
  [...document.querySelectorAll('#left option')].map((option) => option.value).filter(Boolean),
]);
for (const [width, theme] of [[1280, 'dark'], [420, 'light'], [420, 'dark']]) await look(width, theme, '');
for (const [width, theme] of [[1280, 'light'], [1280, 'dark'], [420, 'light'], [420, 'dark']]) {
  await look(width, theme, `#case=${encodeURIComponent(id)}`);
}
if (ids.length > 2) {
  await first.select('#left', ids[0]);
  await first.select('#right', ids[2]);
  const [heads, status] = await first.evaluate(() => [
    [...document.querySelectorAll('.heads b')].length, document.querySelector('#status').value,
  ]);
  if (heads !== 2 || status !== 'differs') findings.push(`${ids[0]} against ${ids[2]}: ${heads} columns, status ${status}`);
}
await browser.close();
for (const finding of findings) console.error(finding);
process.exit(findings.length > 0 ? 1 : 0);
