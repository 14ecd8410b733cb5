#!/usr/bin/env node
'use strict';

// Starts the program that the package for this machine carries, and ends as it does.

const { spawn } = require('child_process');
const { constants } = require('os');

const name = `@threadproof/${process.platform}-${process.arch}`;
const known = Object.keys(require('../package.json').optionalDependencies);

let program;
try {
  program = require.resolve(`${name}/bin/threadproof`);
} catch {
  const why = known.includes(name)
    ? `the package ${name} is not installed; install without --omit=optional`
    : `there is no package for this machine (${name}); there are ${known.join(', ')}`;
  console.error(`threadproof: ${why}, or build the program with cargo`);
  process.exit(5);
}

const child = spawn(program, process.argv.slice(2), { stdio: 'inherit' });
// What is sent to this process is meant for the program, which ends its own processes first.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`threadproof: cannot start ${program}: ${error.message}`);
  process.exit(5);
});
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
