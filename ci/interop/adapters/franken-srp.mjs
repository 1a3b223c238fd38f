// The adapter of franken-srp. The package exports sign-ins and none of its SRP functions;
// they are reached through their files.

import crypto from 'node:crypto';
import { createRequire } from 'node:module';

import { Unsupported, at, atTimestamp, expressible, serve } from './serve.mjs';

const require = createRequire(import.meta.url);

const SECRET_BYTES = 40;
const SALT_BYTES = 16;

// The package asks its surroundings for node:crypto: what it draws there is given.
let draws = [];
const randomFillSync = (array) => {
  array.set(draws.shift());
  return array;
};
globalThis.__non_webpack_require__ = (name) => (name === 'crypto' ? { ...crypto, randomFillSync } : require(name));

const { calculateClaimSig, makeDeviceVerifier } = require('franken-srp/dist/srp/franken-srp');
const srp = require('franken-srp/dist/srp/low-level');
const { getCognitoTimestamp, hexToB64, hexToBigInt, padHex, stripPoolRegion } = require('franken-srp/dist/util');

const integer = (n) => n.toString(16);

async function proof(input, group, name, secret) {
  const { a, B, salt, secretBlock, timestamp } = input;
  const parameters = { SRP_B: B, SALT: salt, SECRET_BLOCK: secretBlock, USERNAME: name };
  const sign = () => calculateClaimSig(hexToBigInt(a), group, name, secret, parameters);
  const { claimSig } = await atTimestamp(timestamp, getCognitoTimestamp, sign);
  return { signature: claimSig };
}

async function deviceVerifier({ deviceGroupKey, deviceKey, deviceSecret, salt }) {
  const secret = Buffer.from(deviceSecret, 'base64');
  if (secret.length !== SECRET_BYTES || secret.toString('base64') !== deviceSecret) {
    throw new Unsupported(`a device secret that is not the base64 of ${SECRET_BYTES} bytes`);
  }
  if (salt.length !== 2 * SALT_BYTES) throw new Unsupported(`a salt of other than ${SALT_BYTES} bytes`);
  draws = [secret, Buffer.from(salt, 'hex')];
  const made = await makeDeviceVerifier(deviceGroupKey, deviceKey);
  return { Salt: hexToB64(padHex(made.salt)), PasswordVerifier: made.verifier }; // as confirmDevice sends them
}

const poolName = (poolId) => expressible(() => stripPoolRegion(poolId));

serve({
  client_public: async ({ a }) => ({ A: integer(await srp.A({ a: hexToBigInt(a) })) }),
  user_proof: (input) => proof(input, poolName(input.poolId), input.userId, input.password),
  device_proof: (input) => proof(input, input.deviceGroupKey, input.deviceKey, input.deviceSecret),
  device_verifier: deviceVerifier,
  pad: ({ n }) => {
    if (n.startsWith('-')) throw new Unsupported('padHex takes no negative numbers');
    return { hex: padHex(hexToBigInt(n)) };
  },
  multiplier: async () => ({ k: integer(await srp.k()) }),
  scrambling: async ({ A, B }) => ({ u: integer(await srp.u({ A: hexToBigInt(A), B: hexToBigInt(B) })) }),
  private_key: async (input) => ({ x: integer(await srp.x(input.salt, ...identity(input))) }),
  timestamp: ({ unixSeconds }) => ({ timestamp: at(1000 * unixSeconds, getCognitoTimestamp) }),
});

function identity({ poolId, userId, password, deviceGroupKey, deviceKey, deviceSecret }) {
  return poolId === undefined ? [deviceGroupKey, deviceKey, deviceSecret] : [poolName(poolId), userId, password];
}
