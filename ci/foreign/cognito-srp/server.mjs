// The server side of cognito-srp, as published on npm, in this process: one pool that is
// given, with users and no administrator.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const POOL = 'us-east-1_foreign01';
const USERS = Array.from({ length: 12 }, (_, i) => ({ username: `user-${i + 1}`, password: `Foreign-${i + 1}!` }));

/**
 * Starts the server on a loopback port of its own choice.
 *
 * @param {{quick?: boolean}} [options] quick has powers computed by BigInt, which come out
 *   the same: the package's own take half a second for a sign-in
 * @returns {Promise<{version: string, flags: string[], stop: () => void}>} flags are those
 *   of `cogbench conform` that name it
 */
export async function start({ quick = false } = {}) {
  const require = createRequire(import.meta.url);
  if (quick) {
    computeQuickly(createRequire(require.resolve('cognito-srp/package.json'))('jsbn').BigInteger);
  }
  const { createCognitoEndpoint } = require('cognito-srp/dist/createCognitoEndpoint.js');
  const { version } = JSON.parse(readFileSync(new URL('node_modules/cognito-srp/package.json', import.meta.url), 'utf8'));
  const { app } = await withSalts(require('cognito-srp/dist/util.js'), () => createCognitoEndpoint(POOL, USERS));
  app.set('env', 'test'); // it prints no stacks of errors
  const listener = app.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const directory = mkdtempSync(join(tmpdir(), 'cognito-srp-'));
  const target = join(directory, 'target.yaml');
  writeFileSync(target, profile(version, listener.address().port));
  const stop = () => {
    rmSync(directory, { recursive: true, force: true });
    listener.close();
    listener.closeAllConnections();
  };
  return { version, flags: ['--target', target, '--profile', 'core'], stop };
}

function computeQuickly(BigInteger) {
  const valueOf = (number) => BigInt(`0x${number.toString(16)}`);
  BigInteger.prototype.modPow = function modPow(exponent, modulus) {
    const m = valueOf(modulus);
    let power = 1n;
    for (let base = valueOf(this) % m, rest = valueOf(exponent); rest > 0n; rest >>= 1n, base = (base * base) % m) {
      if (rest & 1n) {
        power = (power * base) % m;
      }
    }
    return new BigInteger(power.toString(16), 16);
  };
}

// The package draws its users' salts, and takes some wrongly: a server with other salts is
// another server. So each start has the same ones.
async function withSalts(util, create) {
  const { randomBytes } = util;
  let number = 0;
  util.randomBytes = async (size) => createHash('sha256').update(`salt ${++number}`).digest().subarray(0, size);
  try {
    return await create();
  } finally {
    util.randomBytes = randomBytes;
  }
}

function profile(version, port) {
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
