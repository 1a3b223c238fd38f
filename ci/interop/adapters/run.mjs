// Judges every adapter here with `cogbench vectors`, and compares what fails with
// known-failures.txt: a failure that is not listed fails the run, and so does a
// listed one that no longer happens. Prints the table of docs/results/vectors.md.
//
//   node run.mjs --cogbench PATH [--quick | --only NAME] [--write] [--publish FILE]
//
// --quick judges those that take seconds, --only one of them; --write takes today's
// failures of the ones that were judged as the known ones; --publish writes the counts by
// operation, as JSON.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { adapters, build, here, install, run, versionOf } from './adapters.mjs';

const KNOWN = join(here, 'known-failures.txt');

const { values: flags } = parseArgs({
  options: {
    cogbench: { type: 'string', default: 'cogbench' }, only: { type: 'string' },
    quick: { type: 'boolean', default: false }, write: { type: 'boolean', default: false },
    publish: { type: 'string' },
  },
});

// check runs one adapter; a run without a verdict of its own ends everything.
function check({ name, command }) {
  const directory = mkdtempSync(join(tmpdir(), 'vectors-'));
  try {
    const checked = run(resolve(flags.cogbench), ['vectors', '--timeout', '300s', '--exec', command, '--report-dir', directory]);
    if (checked.status !== 0 && checked.status !== 1) {
      throw new Error(`${name}: exit code ${checked.status}\n${checked.stdout}${checked.stderr}`);
    }
    return JSON.parse(readFileSync(join(directory, 'vectors.json'), 'utf8'));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

// failuresOf lists "adapter: id cause" of what failed.
function failuresOf(name, result) {
  return result.cases.filter(({ outcome }) => outcome === 'fail').map(({ id, cause }) => `${name}: ${id} ${cause}`);
}

/** What came of each operation. */
function operationsOf({ cases }) {
  const counts = new Map();
  for (const { op, outcome } of cases) {
    const one = counts.get(op) ?? { name: op, pass: 0, fail: 0, unsupported: 0 };
    one[outcome]++;
    counts.set(op, one);
  }
  return [...counts.values()];
}

install();
const found = [];
const libraries = [];
const asked = adapters(flags);
const judged = (line) => asked.some(({ name }) => line.startsWith(`${name}: `));
console.log('| library | agree | disagree | not expressible | wrong values | diagnoses |');
console.log('|---|---|---|---|---|---|');
for (const adapter of asked) {
  build(adapter);
  const result = check(adapter);
  const { pass, fail, unsupported } = result.summary;
  const wrong = result.cases.filter(({ cause }) => cause === 'wrong value').length;
  console.log(`| ${adapter.name} | ${pass} | ${fail} | ${unsupported} | ${wrong} | ${result.diagnoses.map(({ id }) => id).join(' ') || 'none'} |`);
  found.push(...failuresOf(adapter.name, result));
  libraries.push({ name: adapter.name, version: versionOf(adapter), operations: operationsOf(result), diagnoses: result.diagnoses.map(({ id }) => id) });
}
if (flags.publish) {
  const data = { date: new Date().toISOString().slice(0, 10), command: 'node ci/interop/adapters/run.mjs', libraries };
  mkdirSync(dirname(resolve(flags.publish)), { recursive: true });
  writeFileSync(flags.publish, `${JSON.stringify(data, null, 1)}\n`);
}

const before = readFileSync(KNOWN, 'utf8').split('\n').filter(Boolean);
if (flags.write) writeFileSync(KNOWN, [...before.filter((line) => !judged(line)), ...found].sort().join('\n') + '\n');
const known = flags.write ? found : before;
const fresh = found.filter((line) => !known.includes(line));
const stale = known.filter((line) => judged(line) && !found.includes(line));
for (const line of fresh) console.log(`not known to fail: ${line}`);
for (const line of stale) console.log(`known to fail, and does not: ${line}`);
console.log(`${found.length} failures, ${fresh.length} of them new, ${stale.length} known ones gone`);
process.exitCode = fresh.length + stale.length > 0 ? 1 : 0;
