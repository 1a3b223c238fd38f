// The adapters of adapters.json, for what runs them: which there are, and how each is
// built and called. Commands are lines for sh, in this folder.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = dirname(fileURLToPath(import.meta.url));

// run runs a program here, and returns its exit code and what it printed.
export function run(program, parameters, options = {}) {
  const result = spawnSync(program, parameters, { cwd: here, encoding: 'utf8', maxBuffer: 1 << 26, ...options });
  if (result.error) throw result.error;
  return result;
}

// install installs the packages of the adapters, and those of the generator of vectors, of which
// the adapter of amazon-cognito-identity-js takes its own; what is installed stays.
export function install() {
  for (const project of [here, join(here, '..', '..', '..', 'vectors', 'generate')]) {
    const installed = statSync(join(project, 'node_modules', '.package-lock.json'), { throwIfNoEntry: false });
    if (installed?.mtime > statSync(join(project, 'package-lock.json')).mtime) continue;
    const { status } = run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: project, stdio: 'inherit' });
    if (status !== 0) throw new Error(`the packages of ${project} cannot be installed`);
  }
}

// has reports whether cogbench computes with this arithmetic, which takes the
// processor's instructions.
function has(cogbench, arithmetic) {
  const env = { ...process.env, COGBENCH_SRP: arithmetic };
  return JSON.parse(run(cogbench, ['version', '--json'], { env }).stdout).arithmetic === arithmetic;
}

// adapters lists those that are asked for and that this processor can run, each with its
// command, and says which it leaves out. An unknown name ends the program.
export function adapters({ cogbench, only, quick }) {
  const program = resolve(cogbench);
  const all = JSON.parse(readFileSync(join(here, 'adapters.json'), 'utf8'));
  const asked = all.filter(({ name, ...adapter }) => (only ? name === only : !quick || adapter.quick));
  if (asked.length === 0) {
    console.error(`--only takes one of: ${all.map(({ name }) => name).join(', ')}`);
    process.exit(2);
  }
  return asked.flatMap((adapter) => {
    if (!adapter.arithmetic) return [adapter];
    if (!has(program, adapter.arithmetic)) {
      console.error(`${adapter.name} is left out: this processor lacks its instructions`);
      return [];
    }
    return [{ ...adapter, command: `COGBENCH_SRP=${adapter.arithmetic} '${program}' vectors --serve` }];
  });
}

// versionOf returns the version of what an adapter computes with: of a package from npm, or
// what its command prints. cogbench's own is in every result.
export function versionOf({ name, version: command }) {
  const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
  if (!command) return dependencies[name];
  const { status, stdout, stderr } = run('sh', ['-c', command]);
  const version = stdout.replaceAll(/["\s]/g, '');
  if (status !== 0 || version === '') throw new Error(`${name} has no version: ${command}\n${stderr}`);
  return version;
}

// build builds an adapter that is compiled.
export function build({ name, build: command }) {
  if (!command) return;
  mkdirSync(join(here, 'build'), { recursive: true });
  const { status } = run('sh', ['-c', command], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${name} cannot be built: ${command}`);
}
