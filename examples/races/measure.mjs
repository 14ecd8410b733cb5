// Prints the table of docs/explore.md: how many schedules each strategy needs to find each race (the
// median over seeds), and how many plain runs show it on the reference and on a runtime.
//
//   node examples/races/measure.mjs PATH-OF-THREADPROOF [--seeds 20] [--plain 1000] [--node PATH]
//
// A plain run shows a race if it exits with another code than 0, or does not end within two seconds.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '20' },
    plain: { type: 'string', default: '1000' },
    node: { type: 'string', default: process.execPath },
    budget: { type: 'string', default: '1000' },
  },
});
const [threadproof] = positionals;
if (threadproof === undefined) throw new Error('name the program: node measure.mjs PATH-OF-THREADPROOF');

const folder = dirname(fileURLToPath(import.meta.url));
const STRATEGIES = ['random', 'pct', 'pos', 'exhaustive'];

/** Runs a program to its end; `shows` is false for a clean exit. */
function run(program, args, limit) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    child.stdout.on('data', (chunk) => { output += chunk; });
    const timer = limit && setTimeout(() => child.kill('SIGKILL'), limit);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ output, shows: code !== 0 });
    });
  });
}

/** Does the work of `jobs`, as many at once as there are processors. */
async function all(jobs) {
  const results = [];
  let next = 0;
  const work = async () => {
    while (next < jobs.length) {
      const at = next++;
      results[at] = await jobs[at]();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}

const median = (numbers) => numbers.sort((one, other) => one - other)[Math.floor(numbers.length / 2)];

/** After how many schedules the race is found. */
async function found(file, strategy, seed) {
  const args = ['explore', '-q', '--fail-fast', '--time', '10m', '--schedules', values.budget,
    '--strategy', strategy, '--seed', String(seed), file];
  const { output } = await run(threadproof, args);
  const first = /the first was number (\d+)/.exec(output);
  return first ? Number(first[1]) : Infinity;
}

const plain = (program, args) => async () => (await run(program, args, 2000)).shows;
const shown = (number) => (number === Infinity ? `over ${values.budget}` : String(number));
const count = (results) => results.filter(Boolean).length;

console.log(`| race | ${STRATEGIES.join(' | ')} | Node | reference |`);
console.log(`|---|${'---:|'.repeat(STRATEGIES.length + 2)}`);
for (const name of readdirSync(folder).filter((name) => name.endsWith('.cjs')).sort()) {
  const file = join(folder, name);
  const cells = [];
  for (const strategy of STRATEGIES) {
    // There is nothing random in it.
    const seeds = strategy === 'exhaustive' ? 1 : Number(values.seeds);
    const jobs = Array.from({ length: seeds }, (_, seed) => () => found(file, strategy, seed));
    cells.push(shown(median(await all(jobs))));
  }
  const times = Number(values.plain);
  cells.push(count(await all(Array(times).fill(plain(values.node, [file])))));
  cells.push(count(await all(Array(times).fill(plain(threadproof, ['boa', file])))));
  console.log(`| \`${name.replace('.cjs', '')}\` | ${cells.join(' | ')} |`);
}
