// Has apps on real libraries in Chromium keep and break the rules for clients against
// `cogbench serve`, one rule at a time, and holds that `cogbench explain` finds in Chromium's
// own recording what was broken, and no more; and nothing in those of the right apps.
//
//   node main.js --cogbench PATH [--out DIR] [NAME...]
//
// --out keeps the recordings, of which referee/flaws has its own. A NAME is that of a rule, or
// of a walk in right.js. The pools were made for the recordings, and are gone with them.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { startServer } from '../../shared/server.mjs';
import { Pool } from '../pool.js';
import { BROKEN } from './broken/rules.js';
import { openBrowser } from './recording.js';
import { RIGHT } from './right.js';

const { values: flags, positionals: names } = parseArgs({
  options: { cogbench: { type: 'string' }, out: { type: 'string' } },
  allowPositionals: true,
});
const WALKS = { ...RIGHT, ...BROKEN };
const unknown = names.filter((name) => !WALKS[name]);
if (!flags.cogbench || unknown.length) {
  console.error(unknown.length ? `no walk is called ${unknown.join(', ')}` : 'usage: node main.js --cogbench PATH [--out DIR] [NAME...]');
  process.exit(2);
}

// The recordings are to be small.
const SHORT = ['refresh-token-short', 'secret-block-short'].flatMap((name) => ['--variation', name]);

const folder = mkdtempSync(join(tmpdir(), 'cogbench-chromium-'));
const browser = await openBrowser();
const chosen = names.length ? names : Object.keys(WALKS);
let failures = 0;
for (const name of chosen) {
  const complaint = await judged(name).catch((error) => `the walk ended with ${error.message}`);
  failures += complaint ? 1 : 0;
  console.log(complaint ? `✗ ${name}: ${complaint}` : `✓ ${name}`);
}
await browser.close();
rmSync(folder, { recursive: true });
console.log(`interop: ${chosen.length} apps in Chromium, ${failures} judged otherwise than they are`);
process.exit(failures ? 1 : 0);

/** Records a walk. @returns {Promise<string | undefined>} what is wrong with the verdict */
async function judged(name) {
  const { how, also = [] } = WALKS[name];
  const violates = how ? [name, ...also].sort() : [];
  const har = await record(name);
  har.log.comment = how ? `${violates.join(', ')}: the app ${how}` : 'The app keeps every rule.';
  const directory = flags.out ? join(flags.out, how ? 'broken' : 'right') : folder;
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `${name}.har`);
  writeFileSync(file, `${JSON.stringify(har)}\n`);
  const { stdout, stderr } = spawnSync(flags.cogbench, ['explain', '--json', file], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (!stdout) {
    return stderr.trim();
  }
  const violated = JSON.parse(stdout).rules.filter(({ outcome }) => outcome === 'violated');
  if (violated.map(({ id }) => id).sort().join() !== violates.join()) {
    return violated.map(({ id, message }) => `${id}: ${message}`).join('; ') || 'nothing is violated';
  }
  return undefined;
}

/** What passes between an app and the service, as Chromium records it. */
async function record(name) {
  const { setUp, client, users, serve = [], answers } = WALKS[name];
  const { stop, ...server } = await startServer(flags.cogbench, [...SHORT, '--seed', seedOf(name), ...serve]);
  try {
    const pool = await Pool.create(server, setUp);
    const user = await pool.newUser(users);
    const app = {
      ...user, endpoint: server.endpoint, region: server.region, poolId: pool.id, clientId: pool.clientId,
      customAnswer: pool.customAnswer, ...(client && (await pool.newClient(client))),
    };
    const others = {
      code: (newSecret) => pool.code(newSecret ? Object.assign(user, { totpSecret: newSecret }) : user),
      forget: (key) => pool.forget(user, key),
      newClient: () => pool.newClient(),
      newUser: () => pool.newUser(users),
      signOut: () => pool.signOut(user),
    };
    return await browser.record(name, app, (what, ...details) => others[what](...details), answers?.());
  } finally {
    await stop();
  }
}

/** What the pool draws is the same when a recording is made anew, and differs from walk to walk. */
function seedOf(name) {
  return String(1 + Object.keys(WALKS).indexOf(name));
}
