// Clients that are used rightly get no diagnosis and violate no rule, whatever the pool is
// like. franken-srp is none: of 256 devices it registers one with a Salt that is not minimal, and
// it hashes the digits of SALT as they come (docs/results/vectors.md).
//
//   node right.js --cogbench PATH [--variation NAME]... [--all-variations] [--client NAME]... [--out DIR]

import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

process.env.INTEROP_NAVIGATOR = '1'; // before Amplify, which looks for it

const { startServer } = await import('../shared/server.mjs');
const { judged } = await import('./judged.js');

const { values: flags } = parseArgs({
  options: {
    cogbench: { type: 'string' },
    variation: { type: 'string', multiple: true, default: [] },
    'all-variations': { type: 'boolean', default: false },
    client: { type: 'string', multiple: true, default: ['identity-js', 'amplify', 'srp-helper'] },
    out: { type: 'string' },
  },
});
if (!flags.cogbench) {
  console.error('usage: node right.js --cogbench PATH [--variation NAME]... [--all-variations] [--client NAME]... [--out DIR]');
  process.exit(2);
}

// Where a library gives up by itself in a pool that is right: Amplify wants JSON in the answer of
// UpdateDeviceStatus, which has no members.
const GIVES_UP = ['amplify, opt-in, empty-body'];

// Left out: who meets the end of a connection calls again, and the SDK of our drivers is told
// not to, so that a recording has each call once.
const LEFT_OUT = ['connections-end'];

if (flags.out) {
  mkdirSync(flags.out, { recursive: true });
}
let walks = 0;
let failures = 0;
for (const variation of ['', ...variations()]) {
  const { stop, ...server } = await startServer(flags.cogbench, variation ? ['--variation', variation] : []);
  for (const name of flags.client) {
    const driver = await import(`./drivers/${name}.js`);
    for (const tracking of ['always', 'opt-in']) {
      await judge({ server, driver, tracking }, name, variation);
    }
  }
  await stop();
}
console.log(`interop: right clients, ${walks} walks, ${failures} failures`);
process.exit(failures ? 1 : 0);

function variations() {
  if (!flags['all-variations']) {
    return flags.variation;
  }
  const list = execFileSync(flags.cogbench, ['serve', '--list-variations'], { encoding: 'utf8' });
  return list.trim().split('\n').map((line) => line.split(' ')[0]).filter((name) => !LEFT_OUT.includes(name));
}

/** Records a walk, and has it explained. */
async function judge(walk, name, variation) {
  const what = [name, walk.tracking, variation].filter(Boolean).join(', ');
  walks++;
  const redacted = flags.out && !variation ? join(flags.out, `${name}.${walk.tracking}.har`) : undefined;
  const { error, report, complaint } = await judged({ cogbench: flags.cogbench, ...walk, redacted });
  const expected = GIVES_UP.includes(what);
  if (expected && !error) {
    fail(`${what}: the walk is known to end, and did not`);
  }
  if (error && !expected) {
    fail(`${what}: the walk ended with ${error.name}: ${error.message}`);
  }
  if (complaint) {
    fail(`${what}: ${complaint}`);
    return;
  }
  report.diagnoses.forEach(({ id }) => fail(`${what}: diagnosed as ${id}`));
  for (const rule of report.rules.filter(({ outcome }) => outcome === 'violated')) {
    fail(`${what}: ${rule.id} (${rule.level}): ${rule.message}`);
  }
}

function fail(what) {
  failures++;
  console.log(`FAILED ${what}`);
}
