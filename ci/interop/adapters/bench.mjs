// Measures every adapter here beside cogbench's own library, with `cogbench bench`.
//
//   node bench.mjs --cogbench PATH --report-dir DIR [--quick | --only NAME] [--duration D]
//                  [--check] [--publish NAME]
//
// --quick measures those that take seconds, --only one of them. --check fails unless
// cogbench's own library is the fastest at every operation, and the times that C
// adapters take themselves are those by the pipe. --publish writes the summary and the
// picture to docs/results, and the numbers to its data/bench. A library that fails as known-failures.txt has it is no failure
// of the run. COGBENCH_SRP and OPENSSL_ia32cap restrict cogbench and OpenSSL.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { adapters, build, here, install, run, versionOf } from './adapters.mjs';

// AGREEMENT is the share by which the times by the pipe of a C adapter may exceed its own;
// a runtime that collects garbage does so between the two.
const AGREEMENT = 0.05;

const { values: flags } = parseArgs({
  options: {
    cogbench: { type: 'string', default: 'cogbench' }, 'report-dir': { type: 'string' }, only: { type: 'string' },
    quick: { type: 'boolean', default: false }, duration: { type: 'string', default: '1s' },
    check: { type: 'boolean', default: false }, publish: { type: 'string' },
  },
});
if (!flags['report-dir']) {
  console.error('name a directory for the results: --report-dir DIR');
  process.exit(2);
}
const directory = resolve(flags['report-dir']);

// unknown lists the libraries that failed otherwise than known-failures.txt has it.
function unknown({ libraries }) {
  const known = readFileSync(join(here, 'known-failures.txt'), 'utf8').split('\n');
  return libraries.filter(({ name, failure }) => failure && !known.includes(`${name}: ${failure.detail.split(': ')[0]} ${failure.cause}`))
    .map(({ name, failure }) => `${name}: ${failure.cause}: ${failure.detail}`);
}

// measure runs all adapters in one benchmark.
function measure(asked) {
  asked.forEach(build);
  const libraries = asked.flatMap(({ name, command }) => ['--name', name, '--exec', command]);
  const { status } = run(resolve(flags.cogbench),
    ['bench', '--duration', flags.duration, '--timeout', '120s', '--report-dir', directory, ...libraries], { stdio: 'inherit' });
  return status;
}

// misses lists what a check finds.
function misses({ libraries }) {
  const [own, ...others] = libraries;
  const found = [];
  for (const { name, ops } of others) {
    for (const { name: op, minNs, piped } of ops) {
      const ours = own.ops.find((o) => o.name === op).minNs;
      if (!name.startsWith('cogbench ') && minNs <= ours) found.push(`${name} takes ${minNs} ns for ${op}, and cogbench ${ours} ns`);
      if (!['OpenSSL', 'GMP'].includes(name)) continue;
      const off = piped ? piped.offNs / minNs : Infinity;
      const said = `${name}: by the pipe ${op} takes ${(100 * off).toFixed(1)} % longer than the ${minNs} ns by its own clock`;
      console.log(said);
      if (Math.abs(off) > AGREEMENT) found.push(said);
    }
  }
  return found;
}

// publish puts the summary, the picture and the numbers where the documents are, with the
// version of each library.
function publish(name, asked) {
  const versions = new Map(asked.map((adapter) => [adapter.name, versionOf(adapter)]).filter(([, version]) => version));
  const results = join(here, '..', '..', '..', 'docs', 'results');
  mkdirSync(results, { recursive: true });
  const summary = readFileSync(join(directory, 'summary.md'), 'utf8');
  const restrictions = ['COGBENCH_SRP', 'OPENSSL_ia32cap'].filter((v) => process.env[v]).map((v) => `${v}=${process.env[v]} `).join('');
  const made = `Made by \`${restrictions}node ci/interop/adapters/bench.mjs --cogbench COGBENCH --report-dir DIR${flags.quick ? ' --quick' : ''} --publish ${name}\`.`;
  const libraries = `Libraries: ${[...versions].map(([library, version]) => `${library} ${version}`).join(', ')}.`;
  writeFileSync(join(results, `${name}.md`), summary.replace(/^(# .*\n\n)/, `$1${made}\n\n${libraries}\n\n![least times on a logarithmic axis](${name}.svg)\n\n`));
  copyFileSync(join(directory, 'bench.svg'), join(results, `${name}.svg`));
  const numbers = JSON.parse(readFileSync(join(directory, 'bench.json'), 'utf8').replaceAll(resolve(flags.cogbench), 'cogbench'));
  numbers.libraries = numbers.libraries.map(({ name: library, ...rest }) => ({ name: library, version: versions.get(library), ...rest }));
  mkdirSync(join(results, 'data', 'bench'), { recursive: true });
  writeFileSync(join(results, 'data', 'bench', `${name}.json`), `${JSON.stringify(numbers, null, 1)}\n`);
}

// A run that is restricted to one arithmetic of cogbench's compares no other.
const asked = adapters(flags).filter(({ arithmetic }) => !arithmetic || !process.env.COGBENCH_SRP);
install();
const status = measure(asked);
if (status === 0 || status === 1) {
  if (flags.publish) publish(flags.publish, asked);
  const results = JSON.parse(readFileSync(join(directory, 'bench.json'), 'utf8'));
  const found = [...unknown(results), ...(flags.check ? misses(results) : [])];
  for (const line of found) console.error(line);
  process.exitCode = found.length > 0 ? 1 : 0;
} else {
  process.exitCode = status;
}
