// Clients that are used rightly get no diagnosis, and violate no rule but those that
// docs/results/clients.md names, whatever the pool is like.
//
//   node right.js --cogbench PATH [--variation NAME]... [--all-variations] [--out DIR]

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

process.env.INTEROP_NAVIGATOR = '1'; // before Amplify, which looks for it

const { startServer } = await import('../shared/server.mjs');
const { Pool } = await import('./pool.js');
const { startRecorder } = await import('./recorder.js');

const { values: flags } = parseArgs({
  options: {
    cogbench: { type: 'string' },
    variation: { type: 'string', multiple: true, default: [] },
    'all-variations': { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});
if (!flags.cogbench) {
  console.error('usage: node right.js --cogbench PATH [--variation NAME]... [--all-variations] [--out DIR]');
  process.exit(2);
}

/** The clients that know devices, and what they are seen to do otherwise than a rule says. */
const CLIENTS = { 'identity-js': [], amplify: [], 'srp-helper': [], 'franken-srp': [] };

const folder = mkdtempSync(join(tmpdir(), 'cogbench-right-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
let walks = 0;
const failures = [];
for (const variation of ['', ...variations()]) {
  const { stop, ...server } = await startServer(flags.cogbench, variation ? ['--variation', variation] : []);
  for (const [name, known] of Object.entries(CLIENTS)) {
    const { walk } = await import(`./drivers/${name}.js`);
    for (const tracking of ['always', 'opt-in']) {
      await judge(server, { name, walk, known, tracking, variation });
    }
  }
  await stop();
}
failures.forEach((failure) => console.log(`FAILED ${failure}`));
console.log(`interop: right clients, ${walks} walks, ${failures.length} failures`);
process.exit(failures.length ? 1 : 0);

function variations() {
  if (!flags['all-variations']) {
    return flags.variation;
  }
  const list = execFileSync(flags.cogbench, ['serve', '--list-variations'], { encoding: 'utf8' });
  return list.trim().split('\n').map((line) => line.split(' ')[0]);
}

/** Records a walk, and has it explained. */
async function judge(server, { name, walk, known, tracking, variation }) {
  const what = [name, tracking, variation].filter(Boolean).join(', ');
  walks++;
  const pool = await Pool.create(server, { tracking });
  const user = await pool.newUser();
  const recorder = await startRecorder(server.endpoint);
  try {
    await walk({
      ...user, endpoint: recorder.endpoint, region: server.region, poolId: pool.id, clientId: pool.clientId, tracking,
      code: () => pool.code(user),
    });
  } catch (error) {
    failures.push(`${what}: the walk ended with ${error.name}: ${error.message}`);
  }
  const file = join(folder, 'walk.har');
  writeFileSync(file, JSON.stringify(recorder.har()));
  recorder.stop();
  const { stdout, stderr } = spawnSync(flags.cogbench, ['explain', '--json', file], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (!stdout) {
    failures.push(`${what}: ${stderr.trim()}`);
    return;
  }
  const { diagnoses, rules } = JSON.parse(stdout);
  failures.push(...diagnoses.map(({ id }) => `${what}: diagnosed as ${id}`));
  for (const rule of rules.filter(({ outcome, id }) => outcome === 'violated' && !known.includes(id))) {
    failures.push(`${what}: ${rule.id} (${rule.level}): ${rule.message}`);
  }
  if (flags.out && !variation) {
    mkdirSync(flags.out, { recursive: true });
    execFileSync(flags.cogbench, ['explain', '--quiet', '--redact', join(flags.out, `${name}.${tracking}.har`), file], { stdio: 'ignore' });
  }
}
