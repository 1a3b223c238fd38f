// The adapter of @aws-amplify/auth. The package exports none of its SRP functions;
// they are reached through their files. What signIn does around them, taking the
// pool's name from its id and the answers from the service, is repeated here.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { Unsupported, at, drawNext, serve } from './serve.mjs';

const require = createRequire(import.meta.url);
const folder = join(dirname(require.resolve('@aws-amplify/auth')), 'providers/cognito/utils/srp');
const { getAuthenticationHelper, getSignatureString, getNowString, getBytesFromHex } = require(join(folder, 'index.js'));
const { getPaddedHex } = require(join(folder, 'getPaddedHex.js'));
const { getHkdfKey } = require(join(folder, 'getHkdfKey.js'));
const { calculateU } = require(join(folder, 'calculate/index.js'));
const { BigInteger } = require(join(folder, 'BigInteger/index.js'));
const { INIT_N } = require(join(folder, 'constants.js'));

const N = new BigInteger(INIT_N, 16);

const EPHEMERAL_BYTES = 128;
const SECRET_BYTES = 40;
const SALT_BYTES = 16;

function helper(group, a = '1') {
  drawNext([a, EPHEMERAL_BYTES]);
  return getAuthenticationHelper(group);
}

async function proof(input, group, name, secret) {
  const started = await helper(group, input.a);
  const hkdf = await started.getPasswordAuthenticationKey({
    username: name, password: secret, serverBValue: new BigInteger(input.B, 16), salt: new BigInteger(input.salt, 16),
  });
  const challengeParameters = { SECRET_BLOCK: input.secretBlock };
  return { signature: getSignatureString({ userPoolName: group, username: name, challengeParameters, dateNow: input.timestamp, hkdf }) };
}

const base64 = (hex) => Buffer.from(getBytesFromHex(hex)).toString('base64');

async function deviceVerifier({ deviceGroupKey, deviceKey, deviceSecret, salt }) {
  const secret = Buffer.from(deviceSecret, 'base64');
  if (secret.length !== SECRET_BYTES || secret.toString('base64') !== deviceSecret) {
    throw new Unsupported(`a device secret that is not the base64 of ${SECRET_BYTES} bytes`);
  }
  const started = await helper('');
  drawNext([secret.toString('hex'), SECRET_BYTES], [salt, SALT_BYTES]);
  await started.generateHashDevice(deviceGroupKey, deviceKey);
  return { Salt: base64(started.getSaltToHashDevices()), PasswordVerifier: base64(started.getVerifierDevices()) };
}

function scrambling({ A, B }) {
  const [publicA, publicB] = [new BigInteger(A, 16), new BigInteger(B, 16)];
  if (publicA.mod(N).equals(BigInteger.ZERO) || publicB.mod(N).equals(BigInteger.ZERO)) {
    throw new Unsupported('calculateU leaves the test for zero to its callers');
  }
  return { u: calculateU({ A: publicA, B: publicB }).toString(16) };
}

function sessionKey({ S, u }) {
  const bytes = (hex) => getBytesFromHex(getPaddedHex(new BigInteger(hex, 16)));
  const info = new TextEncoder().encode('Caldera Derived Key\u0001');
  return { K: Buffer.from(getHkdfKey(bytes(S), bytes(u), info)).toString('base64') };
}

serve({
  client_public: async ({ a }) => ({ A: (await helper('', a)).A.toString(16) }),
  user_proof: (input) => proof(input, input.poolId.split('_')[1] || '', input.userId, input.password),
  device_proof: (input) => proof(input, input.deviceGroupKey, input.deviceKey, input.deviceSecret),
  device_verifier: deviceVerifier,
  pad: ({ n }) => ({ hex: getPaddedHex(new BigInteger(n, 16)).toLowerCase() }),
  multiplier: async () => ({ k: (await helper('')).k.toString(16) }),
  scrambling,
  session_key: sessionKey,
  timestamp: ({ unixSeconds }) => ({ timestamp: at(1000 * unixSeconds, getNowString) }),
});
