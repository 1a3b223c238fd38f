// An app with arithmetic of its own, after an article that says nothing of padding: u is
// made from A and B as they are on the wire.

import { createDiffieHellman, createHash, createHmac, hkdfSync } from 'node:crypto';

import { CognitoIdentityProviderClient, InitiateAuthCommand, RespondToAuthChallengeCommand } from '@aws-sdk/client-cognito-identity-provider';

import { N_HEX } from '../../shared/group.mjs';
import { modulo, MULTIPLIER, padded, power, toBigInt } from '../arithmetic.js';

/** @param {import('../drivers/app.js').App} app */
export async function signInWithoutSignBytes(app) {
  const sdk = new CognitoIdentityProviderClient({
    endpoint: app.endpoint, region: app.region, credentials: { accessKeyId: 'none', secretAccessKey: 'none' }, maxAttempts: 1,
  });
  const group = createDiffieHellman(Buffer.from(N_HEX, 'hex'), 2);
  const A = toBigInt(group.generateKeys());
  const a = toBigInt(group.getPrivateKey());
  const { ChallengeParameters: challenge } = await sdk.send(new InitiateAuthCommand({
    ClientId: app.clientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters: { USERNAME: app.username, SRP_A: A.toString(16) },
  }));
  const B = BigInt(`0x${challenge.SRP_B}`);
  const name = Buffer.from(app.poolId.split('_')[1] + challenge.USER_ID_FOR_SRP);
  const identity = hash(name, Buffer.from(`:${app.password}`));
  const x = toBigInt(hash(padded(BigInt(`0x${challenge.SALT}`)), identity));
  const u = toBigInt(hash(unpadded(A), unpadded(B)));
  const S = power(modulo(B - MULTIPLIER * power(2n, x)), a + u * x);
  const key = Buffer.from(hkdfSync('sha256', padded(S), padded(u), 'Caldera Derived Key', 16));
  const TIMESTAMP = new Date().toUTCString().replace(/^(\w+), 0?(\d+) (\w+) (\d+) (\S+) GMT$/, '$1 $3 $2 $5 UTC $4');
  const proof = createHmac('sha256', key)
    .update(name).update(Buffer.from(challenge.SECRET_BLOCK, 'base64')).update(TIMESTAMP).digest('base64');
  return sdk.send(new RespondToAuthChallengeCommand({
    ClientId: app.clientId, ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeResponses: {
      USERNAME: challenge.USERNAME, PASSWORD_CLAIM_SECRET_BLOCK: challenge.SECRET_BLOCK, PASSWORD_CLAIM_SIGNATURE: proof, TIMESTAMP,
    },
  }));
}

function unpadded(number) {
  const hex = number.toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
}

function hash(...parts) {
  const sum = createHash('sha256');
  parts.forEach((part) => sum.update(part));
  return sum.digest();
}
