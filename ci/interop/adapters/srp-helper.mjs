// The adapter of cognito-srp-helper, through its public functions.

import * as library from 'cognito-srp-helper';

import { Unsupported, at, drawNext, serve } from './serve.mjs';

const EPHEMERAL_BYTES = 128;
const SECRET_BYTES = 40;
const SALT_BYTES = 16;

// session starts a session with a given; its password is in clear.
function session({ a, userId = '', password = '', poolId = 'us-east-1_Pool' }) {
  drawNext([a, EPHEMERAL_BYTES]);
  return library.createSrpSession(userId, password, poolId, false);
}

function userProof(input, changed = {}) {
  const { B, salt, userId, secretBlock, timestamp } = input;
  const parameters = { SRP_B: B, SALT: salt, SECRET_BLOCK: secretBlock, USER_ID_FOR_SRP: userId };
  const signed = library.signSrpSession({ ...session(input), timestamp, ...changed }, { ChallengeParameters: parameters });
  return { signature: signed.passwordSignature };
}

function deviceProof(input) {
  const { B, salt, deviceGroupKey, deviceKey, deviceSecret, secretBlock, timestamp } = input;
  const parameters = { SRP_B: B, SALT: salt, SECRET_BLOCK: secretBlock, DEVICE_KEY: deviceKey };
  const started = { ...session(input), timestamp };
  const signed = library.signSrpSessionWithDevice(started, { ChallengeParameters: parameters }, deviceGroupKey, deviceSecret);
  return { signature: signed.passwordSignature };
}

// deviceVerifier gives the secret as the random bytes that the library writes as base64.
function deviceVerifier({ deviceGroupKey, deviceKey, deviceSecret, salt }) {
  const secret = Buffer.from(deviceSecret, 'base64');
  if (secret.length !== SECRET_BYTES || secret.toString('base64') !== deviceSecret) {
    throw new Unsupported(`a device secret that is not the base64 of ${SECRET_BYTES} bytes`);
  }
  drawNext([secret.toString('hex'), SECRET_BYTES], [salt, SALT_BYTES]);
  const { Salt, PasswordVerifier } = library.createDeviceVerifier(deviceKey, deviceGroupKey).DeviceSecretVerifierConfig;
  return { Salt, PasswordVerifier };
}

function innerHash({ userId, password, poolId }) {
  if (poolId === undefined) throw new Unsupported('the hash of a device is not exported');
  return { hash: Buffer.from(library.createPasswordHash(userId, password, poolId), 'hex').toString('base64') };
}

serve({
  client_public: (input) => ({ A: session(input).largeA }),
  user_proof: (input) => userProof(input),
  device_proof: deviceProof,
  device_verifier: deviceVerifier,
  inner_hash: innerHash,
  resumed_proof: (input) => userProof(input, { largeA: input.A }),
  secret_hash: ({ username, clientId, clientSecret }) => ({ hash: library.createSecretHash(username, clientId, clientSecret) }),
  timestamp: ({ unixSeconds }) => ({ timestamp: at(1000 * unixSeconds, () => session({ a: '1' }).timestamp) }),
});
