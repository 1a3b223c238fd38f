// The adapter of cognito-srp, through its public classes. It knows both sides of a
// user's exchange, and no devices.

import library from 'cognito-srp';

import { Unsupported, serve } from './serve.mjs';

const { ClientPasswordChallenge, ServerPasswordChallenge, Session } = library;

const poolName = (poolId) => poolId.split('_')[1]; // as its README has it
const integer = (bytes) => bytes.toString('hex').replace(/^0+(?=.)/, '');
const bytes = (hex) => Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');

function userProof({ a, B, salt, poolId, userId, password, secretBlock, timestamp }) {
  const challenge = new ClientPasswordChallenge(poolName(poolId), { username: userId, password }, a);
  return { signature: challenge.getSession(B, salt).calculateSignature(secretBlock, timestamp) };
}

function signature({ key, poolId, userId, secretBlock, timestamp }) {
  if (poolId === undefined) throw new Unsupported('it knows no devices');
  const session = new Session(poolName(poolId), userId, Buffer.from(key, 'base64').toString('hex'));
  return { signature: session.calculateSignature(secretBlock, timestamp) };
}

const server = ({ b, v }) => new ServerPasswordChallenge('', { verifier: v }, b);

serve({
  client_public: ({ a }) => ({ A: integer(new ClientPasswordChallenge('', {}, a).calculateA()) }),
  user_proof: userProof,
  session_key: ({ S, u }) => ({ K: Buffer.from(new Session('', '', bytes(S), bytes(u)).getHkdf(), 'hex').toString('base64') }),
  signature,
  server_public: (input) => ({ B: integer(server(input).calculateB()) }),
  server_premaster: (input) => ({ S: integer(server(input).getSession(input.A).key) }),
});
