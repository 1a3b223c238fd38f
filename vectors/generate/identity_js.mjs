// amazon-cognito-identity-js as an adapter of `cogbench vectors`, and as the
// JavaScript half of the vector generator.
//
// It drives the library from outside, as an application would: a proof is what
// CognitoUser sends to a service that answers with the case's challenge. Only
// what the library draws or reads by itself is given: random words, the time,
// and the device secret.

import { createRequire } from 'node:module';

import { Unsupported, at, drawNext, millisecondsOf, serve } from './adapter.mjs';

const require = createRequire(import.meta.url);
const { CognitoUserPool, CognitoUser, AuthenticationDetails } = require('amazon-cognito-identity-js');
const { default: AuthenticationHelper } = require('amazon-cognito-identity-js/lib/AuthenticationHelper.js');
const { default: BigInteger } = require('amazon-cognito-identity-js/lib/BigInteger.js');
const { default: DateHelper } = require('amazon-cognito-identity-js/lib/DateHelper.js');

const EPHEMERAL_BYTES = 128;
const SALT_BYTES = 16;

// atTimestamp runs a computation at the time that the library writes as this text.
function atTimestamp(text, compute) {
  return at(millisecondsOf(text), () => {
    if (new DateHelper().getNowString() !== text) throw new Unsupported('not a timestamp of this library');
    return compute();
  });
}

const noStorage = { getItem: () => null, setItem() {}, removeItem() {}, clear() {} };

// user makes a CognitoUser whose requests are answered by `respond`.
function user(poolId, name, respond) {
  let pool;
  try {
    pool = new CognitoUserPool({ UserPoolId: poolId, ClientId: 'client', Storage: noStorage, AdvancedSecurityDataCollectionFlag: false });
  } catch (error) {
    throw new Unsupported(error.message);
  }
  const made = new CognitoUser({ Username: name, Pool: pool, Storage: noStorage });
  made.client = { request: respond };
  return made;
}

function raise(error) {
  throw error;
}

function userProof(input) {
  const { a, B, salt, poolId, userId, password, secretBlock, timestamp } = input;
  let signature;
  const signer = user(poolId, userId, (operation, request, callback) => {
    if (operation !== 'InitiateAuth') {
      signature = request.ChallengeResponses.PASSWORD_CLAIM_SIGNATURE;
      return;
    }
    const parameters = { SRP_B: B, SALT: salt, SECRET_BLOCK: secretBlock, USER_ID_FOR_SRP: userId, USERNAME: userId };
    callback(null, { ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters: parameters });
  });
  drawNext([a, EPHEMERAL_BYTES]);
  const details = new AuthenticationDetails({ Username: userId, Password: password });
  atTimestamp(timestamp, () => signer.authenticateUser(details, { onFailure: raise, onSuccess() {} }));
  return { signature };
}

function deviceProof(input) {
  const { a, B, salt, deviceGroupKey, deviceKey, deviceSecret, secretBlock, timestamp } = input;
  let signature;
  const signer = user('us-east-1_Pool', 'user', (operation, request, callback) => {
    if (request.ChallengeName !== 'DEVICE_SRP_AUTH') {
      signature = request.ChallengeResponses.PASSWORD_CLAIM_SIGNATURE;
      return;
    }
    const parameters = { SRP_B: B, SALT: salt, SECRET_BLOCK: secretBlock, USERNAME: 'user', DEVICE_KEY: deviceKey };
    callback(null, { ChallengeName: 'DEVICE_PASSWORD_VERIFIER', ChallengeParameters: parameters });
  });
  Object.assign(signer, { deviceKey, deviceGroupKey, randomPassword: deviceSecret });
  drawNext([a, EPHEMERAL_BYTES]);
  atTimestamp(timestamp, () => signer.getDeviceResponse({ onFailure: raise, onSuccess() {} }));
  return { signature };
}

// helper makes the library's helper of one exchange with a given.
function helper(groupName, a = '1') {
  drawNext([a, EPHEMERAL_BYTES]);
  return new AuthenticationHelper(groupName);
}

function deviceVerifier({ deviceGroupKey, deviceKey, deviceSecret, salt }) {
  const maker = helper(deviceGroupKey);
  maker.generateRandomString = () => deviceSecret;
  drawNext([salt, SALT_BYTES]);
  maker.generateHashDevice(deviceGroupKey, deviceKey, (error) => error && raise(error));
  const base64 = (hex) => Buffer.from(hex, 'hex').toString('base64');
  return { Salt: base64(maker.getSaltDevices()), PasswordVerifier: base64(maker.getVerifierDevices()) };
}

const poolName = (poolId) => user(poolId, 'user').pool.getUserPoolName();

// exchange computes a proof's key and keeps the values on the way.
function exchange(input) {
  const device = 'deviceKey' in input;
  const maker = helper(device ? input.deviceGroupKey : poolName(input.poolId), input.a);
  if ('A' in input) maker.largeAValue = new BigInteger(input.A, 16);
  const values = {};
  const { calculateS } = maker;
  maker.calculateS = (x, B, callback) => {
    values.x = x;
    calculateS.call(maker, x, B, (error, S) => {
      values.S = S;
      callback(error, S);
    });
  };
  const [name, secret] = device ? [input.deviceKey, input.deviceSecret] : [input.userId, input.password];
  const B = new BigInteger(input.B ?? '3', 16);
  maker.getPasswordAuthenticationKey(name, secret, B, new BigInteger(input.salt, 16), (error, key) => {
    if (error) throw error;
    values.key = key;
  });
  return { maker, ...values };
}

function verifier(input) {
  const { maker, x } = exchange(input);
  let v;
  maker.g.modPow(x, maker.N, (error, result) => {
    if (error) throw error;
    v = result;
  });
  return { v: v.toString(16) };
}

function sessionKey({ S, u }) {
  const maker = helper('pool');
  const bytes = (hex) => Buffer.from(maker.padHex(new BigInteger(hex, 16)), 'hex');
  return { K: Buffer.from(maker.computehkdf(bytes(S), bytes(u))).toString('base64') };
}

function scrambling({ A, B }) {
  const maker = helper('pool');
  const [publicA, publicB] = [new BigInteger(A, 16), new BigInteger(B, 16)];
  if (publicA.mod(maker.N).equals(BigInteger.ZERO) || publicB.mod(maker.N).equals(BigInteger.ZERO)) {
    throw new Unsupported('calculateU leaves the test for zero to its callers');
  }
  return { u: maker.calculateU(publicA, publicB).toString(16) };
}

serve({
  client_public: ({ a }) => ({ A: helper('pool', a).largeAValue.toString(16) }),
  user_proof: userProof,
  device_proof: deviceProof,
  device_verifier: deviceVerifier,
  pad: ({ n }) => ({ hex: helper('pool').padHex(new BigInteger(n, 16)).toLowerCase() }),
  multiplier: () => ({ k: helper('pool').k.toString(16) }),
  scrambling,
  private_key: (input) => ({ x: exchange(input).x.toString(16) }),
  verifier,
  premaster: (input) => ({ S: exchange(input).S.toString(16) }),
  session_key: sessionKey,
  timestamp: ({ unixSeconds }) => ({ timestamp: at(1000 * unixSeconds, () => new DateHelper().getNowString()) }),
});
