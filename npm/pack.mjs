// Packs the npm packages: the wrapper, and one for each program that is given.
//
//   node npm/pack.mjs OUT linux-x64=target/release/threadproof [linux-arm64=PATH]
//
// Writes tarballs into OUT, as `npm pack` names them. The version is that of Cargo.toml.

import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);

function fail(message) {
  console.error(`pack: ${message}`);
  process.exit(2);
}

const [out, ...programs] = process.argv.slice(2);
if (!out) fail('name the folder for the tarballs, as in `node npm/pack.mjs OUT linux-x64=PROGRAM`');
const wrapper = JSON.parse(readFileSync(join(here, 'threadproof/package.json'), 'utf8'));
const platforms = Object.keys(wrapper.optionalDependencies).map((name) => name.slice('@threadproof/'.length));
const given = programs.map((one) => {
  const [platform, program] = one.split('=');
  if (!platforms.includes(platform)) fail(`\`${platform}\` is no platform; there are ${platforms.join(', ')}`);
  if (!program || !existsSync(program)) fail(`\`${one}\`: no such program; write ${platform}=PATH`);
  return { platform, program };
});

const manifest = readFileSync(join(root, 'Cargo.toml'), 'utf8');
const version = /^\[workspace\.package\][^[]*?^version = "([^"]+)"/ms.exec(manifest)?.[1];
if (!version) fail('Cargo.toml has no version in [workspace.package]');
const repository = /^repository = "([^"]+)"/m.exec(manifest)?.[1];

mkdirSync(out, { recursive: true });
const scratch = mkdtempSync(join(tmpdir(), 'threadproof-npm-'));
try {
  const pack = (folder, description) => {
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(description, null, 2)}\n`);
    for (const license of ['LICENSE-MIT', 'LICENSE-APACHE']) copyFileSync(join(root, license), join(folder, license));
    const name = execFileSync('npm', ['pack', '--silent', '--pack-destination', resolve(out)], { cwd: folder, encoding: 'utf8' });
    console.log(join(out, name.trim()));
  };
  const shared = { version, license: wrapper.license, ...(repository && { repository: { type: 'git', url: `git+${repository}.git` } }) };
  for (const { platform, program } of given) {
    const folder = join(scratch, platform);
    mkdirSync(join(folder, 'bin'), { recursive: true });
    copyFileSync(program, join(folder, 'bin/threadproof'));
    chmodSync(join(folder, 'bin/threadproof'), 0o755);
    const [os, cpu] = platform.split('-');
    pack(folder, {
      name: `@threadproof/${platform}`,
      description: `The program threadproof for ${platform}; install threadproof instead`,
      ...shared,
      os: [os],
      cpu: [cpu],
      libc: ['glibc'],
      files: ['bin'],
    });
  }
  const folder = join(scratch, 'threadproof');
  cpSync(join(here, 'threadproof'), folder, { recursive: true });
  copyFileSync(join(root, 'README.md'), join(folder, 'README.md'));
  const pinned = Object.fromEntries(Object.keys(wrapper.optionalDependencies).map((name) => [name, version]));
  pack(folder, { ...wrapper, ...shared, optionalDependencies: pinned });
} finally {
  rmSync(scratch, { recursive: true });
}
