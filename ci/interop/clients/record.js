// Makes the recordings: each misuse of a library, against `cogbench serve`, as a HAR.
//
//   node record.js --cogbench PATH --out DIR [NAME...]

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { startServer } from '../shared/server.mjs';
import { MISUSES, nameOf } from './misuses.js';
import { Pool } from './pool.js';
import { startRecorder } from './recorder.js';

const { values: flags, positionals: names } = parseArgs({
  options: { cogbench: { type: 'string' }, out: { type: 'string' }, name: { type: 'string' } },
  allowPositionals: true,
});
if (!flags.cogbench || !flags.out) {
  console.error('usage: node record.js --cogbench PATH --out DIR [NAME...]');
  process.exit(2);
}

mkdirSync(flags.out, { recursive: true });
if (flags.name) {
  await record(MISUSES.find((misuse) => nameOf(misuse) === flags.name));
  process.exit(0);
}
// Each in a process of its own: libraries keep what they know in globals.
let failures = 0;
for (const misuse of MISUSES.filter((each) => names.length === 0 || names.includes(nameOf(each)))) {
  const arguments_ = ['--cogbench', flags.cogbench, '--out', flags.out, '--name', nameOf(misuse)];
  const [exit] = await once(fork(process.argv[1], arguments_, { env: { ...process.env, ...misuse.env } }), 'exit');
  failures += exit ? 1 : 0;
  console.log(`${exit ? '✗' : '✓'} ${nameOf(misuse)}`);
}
process.exit(failures ? 1 : 0);

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
  writeFileSync(join(flags.out, `${nameOf(misuse)}.har`), JSON.stringify(recorder.har(), undefined, 1));
  recorder.stop();
  await stop();
}
