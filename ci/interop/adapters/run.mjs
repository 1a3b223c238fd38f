// Judges every adapter here with `cogbench vectors`, and compares what fails with
// known-failures.txt: a failure that is not listed fails the run, and so does a
// listed one that no longer happens. Prints the table of docs/results/vectors.md.
//
//   node run.mjs --cogbench PATH [--only NAME] [--write]
//
// --only judges one of them; --write takes today's failures as the known ones.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const KNOWN = join(here, 'known-failures.txt');

const adapters = [
  { name: 'formulas (Python)', command: ['python3', 'formulas.py'] },
  { name: 'amazon-cognito-identity-js', command: ['node', 'identity-js.mjs'] },
  { name: '@aws-amplify/auth', command: ['node', 'amplify-auth.mjs'] },
  { name: 'cognito-srp-helper', command: ['node', 'srp-helper.mjs'] },
];

const { values: flags } = parseArgs({
  options: { cogbench: { type: 'string', default: 'cogbench' }, only: { type: 'string' }, write: { type: 'boolean', default: false } },
});
const asked = adapters.filter(({ name }) => !flags.only || name === flags.only);
if (asked.length === 0 || (flags.only && flags.write)) {
  console.error(`--only takes one of ${adapters.map(({ name }) => name).join(', ')}, and not --write`);
  process.exit(2);
}

// check runs one adapter; a run without a verdict of its own ends everything.
function check({ name, command }) {
  const directory = mkdtempSync(join(tmpdir(), 'vectors-'));
  const line = command.map((part) => (part.includes('.') ? `'${join(here, part)}'` : part)).join(' ');
  try {
    const run = spawnSync(flags.cogbench, ['vectors', '--timeout', '300s', '--exec', line, '--report-dir', directory], { encoding: 'utf8' });
    if (run.status !== 0 && run.status !== 1) throw new Error(`${name}: exit code ${run.status}\n${run.stdout}${run.stderr}`);
    return JSON.parse(readFileSync(join(directory, 'vectors.json'), 'utf8'));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

// failuresOf lists "adapter: id cause" of what failed.
function failuresOf(name, result) {
  return result.cases.filter(({ outcome }) => outcome === 'fail').map(({ id, cause }) => `${name}: ${id} ${cause}`);
}

const found = [];
console.log('| library | agree | disagree | not expressible | wrong values | diagnoses |');
console.log('|---|---|---|---|---|---|');
for (const adapter of asked) {
  const result = check(adapter);
  const { pass, fail, unsupported } = result.summary;
  const wrong = result.cases.filter(({ cause }) => cause === 'wrong value').length;
  console.log(`| ${adapter.name} | ${pass} | ${fail} | ${unsupported} | ${wrong} | ${result.diagnoses.map(({ id }) => id).join(' ') || 'none'} |`);
  found.push(...failuresOf(adapter.name, result));
}
found.sort();

if (flags.write) writeFileSync(KNOWN, `${found.join('\n')}\n`);
const known = readFileSync(KNOWN, 'utf8').split('\n').filter(Boolean);
const fresh = found.filter((line) => !known.includes(line));
const stale = known.filter((line) => !found.includes(line) && asked.some(({ name }) => line.startsWith(`${name}: `)));
for (const line of fresh) console.log(`not known to fail: ${line}`);
for (const line of stale) console.log(`known to fail, and does not: ${line}`);
console.log(`${found.length} failures, ${fresh.length} of them new, ${stale.length} known ones gone`);
process.exitCode = fresh.length + stale.length > 0 ? 1 : 0;
