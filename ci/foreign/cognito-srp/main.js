// `cogbench conform` against the server side of cognito-srp, as published on
// npm: one pool that is given, with users and no administrator.
// Exit code 0: the run ended as a run against a foreign server must.
//
//   node main.js --cogbench PATH [--publish FILE]

import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { conform, publish } from '../conform.mjs';

// Its arithmetic takes half a second for a sign-in, one at a time.
const LIMIT_SECONDS = 1800;
const POOL = 'us-east-1_foreign01';
const USERS = Array.from({ length: 12 }, (_, i) => ({ username: `user-${i + 1}`, password: `Foreign-${i + 1}!` }));

const { values: flags } = parseArgs({ options: { cogbench: { type: 'string' }, publish: { type: 'string' } } });
if (!flags.cogbench) {
  console.error('usage: node main.js --cogbench PATH [--publish FILE]');
  process.exit(2);
}

const require = createRequire(import.meta.url);
const { createCognitoEndpoint } = require('cognito-srp/dist/createCognitoEndpoint.js');
const { version } = JSON.parse(readFileSync(new URL('node_modules/cognito-srp/package.json', import.meta.url), 'utf8'));

const { app } = await createCognitoEndpoint(POOL, USERS);
const listener = app.listen(0, '127.0.0.1');
await once(listener, 'listening');
const directory = mkdtempSync(join(tmpdir(), 'cognito-srp-'));
const target = join(directory, 'target.yaml');
writeFileSync(target, profile(listener.address().port));
try {
  const run = await conform(flags.cogbench, ['--target', target, '--profile', 'core'], LIMIT_SECONDS);
  if (flags.publish) {
    publish(flags.publish, page(), run);
  }
  const { pass, fail, unsupported, skip } = run.result.summary;
  console.log(`cognito-srp ${version}: exit code ${run.exitCode}, ${pass} passed, ${fail} failed, ${unsupported} unsupported, ${skip} skipped, ${run.seconds.toFixed(1)} s: as it must`);
} finally {
  rmSync(directory, { recursive: true, force: true });
  listener.close();
}
process.exit(0);

function profile(port) {
  const users = USERS.map(({ username, password }) => `    - {username: ${username}, password: "${password}"}`);
  return [
    `name: cognito-srp ${version}`,
    `endpoint: http://127.0.0.1:${port}`,
    'region: us-east-1',
    'credentials: {accessKeyId: local, secretAccessKey: local}',
    'pool:',
    `  id: ${POOL}`,
    '  clientId: foreignclient',
    '  devices: {tracking: always}', // what the run asks for
    '  mfa: off',
    '  users:',
    ...users,
    'features: []',
    '',
  ].join('\n');
}

function page() {
  return {
    name: 'cognito-srp',
    version,
    title: `cognito-srp ${version}, server side`,
    about:
      'cognito-srp has the SRP variant for both sides, and a small server for tests of clients: `InitiateAuth` and ' +
      '`RespondToAuthChallenge` for one pool whose users are given. What follows tells what a test that runs against ' +
      'it can and cannot show, and is no judgement of it.',
    command: 'cogbench conform --target FILE --profile core',
  };
}
