// Makes the recordings: each misuse of a library, against `cogbench serve`, and holds that
// `cogbench explain` tells its cause, and no other.
//
//   node record.js --cogbench PATH [--out DIR] [NAME...]
//
// --out keeps the recordings, with pseudonyms for what is secret.

import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { startServer } from '../shared/server.mjs';
import { MISUSES, nameOf } from './misuses.js';
import { Pool } from './pool.js';
import { startRecorder } from './recorder.js';

const { values: flags, positionals: names } = parseArgs({
  options: { cogbench: { type: 'string' }, out: { type: 'string' }, one: { type: 'string' } },
  allowPositionals: true,
});
if (!flags.cogbench) {
  console.error('usage: node record.js --cogbench PATH [--out DIR] [NAME...]');
  process.exit(2);
}
if (flags.one) {
  const misuse = MISUSES.find((each) => nameOf(each) === flags.one);
  process.exit(explainedBy(misuse, await record(misuse)) ? 0 : 1);
}

// Each in a process of its own: libraries keep what they know in globals.
let failures = 0;
const chosen = MISUSES.filter((each) => names.length === 0 || names.includes(nameOf(each)));
for (const misuse of chosen) {
  const arguments_ = ['--cogbench', flags.cogbench, '--one', nameOf(misuse), ...(flags.out ? ['--out', flags.out] : [])];
  const [exit] = await once(fork(process.argv[1], arguments_, { env: { ...process.env, ...misuse.env } }), 'exit');
  failures += exit ? 1 : 0;
  console.log(`${exit ? '✗' : '✓'} ${nameOf(misuse)}`);
}
console.log(`interop: ${chosen.length} misuses of clients, ${failures} not explained by their cause`);
process.exit(failures ? 1 : 0);

/** Reports whether the recording is explained by its cause alone; keeps it if wanted. */
function explainedBy(misuse, har) {
  const folder = mkdtempSync(join(tmpdir(), 'cogbench-misused-'));
  const [file, redacted] = [join(folder, 'recording.har'), join(folder, 'redacted.har')];
  writeFileSync(file, JSON.stringify(har));
  const { stdout, stderr } = spawnSync(flags.cogbench, ['explain', '--json', '--redact', redacted, file], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const causes = stdout ? JSON.parse(stdout).diagnoses.map(({ id }) => id) : [stderr.trim()];
  if (flags.out) {
    mkdirSync(flags.out, { recursive: true });
    writeFileSync(join(flags.out, `${nameOf(misuse)}.har`), JSON.stringify(JSON.parse(readFileSync(redacted, 'utf8'))));
  }
  rmSync(folder, { recursive: true });
  if (causes.join() !== misuse.cause) {
    console.log(`FAILED ${nameOf(misuse)}: explained by ${causes.join(', ') || 'nothing'}`);
  }
  return causes.join() === misuse.cause;
}

/** What passes between the misused library and the server. */
async function record(misuse) {
  const { stop, ...server } = await startServer(flags.cogbench, misuse.serve);
  const pool = await Pool.create(server, misuse.setUp);
  const user = await pool.newUser(misuse.users);
  const recorder = await startRecorder(server.endpoint);
  const app = {
    ...user, endpoint: recorder.endpoint, region: server.region, poolId: pool.id, clientId: pool.clientId,
    customAnswer: pool.customAnswer, code: () => pool.code(user), ...(misuse.client && (await pool.newClient(misuse.client))),
  };
  await misuse.run({ app, pool, user });
  recorder.stop();
  await stop();
  return recorder.har();
}
