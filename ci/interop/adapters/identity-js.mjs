// The adapter of amazon-cognito-identity-js, driven as an app drives it: a proof is what CognitoUser
// sends to a service that answers with the challenge. The vectors' generator asks it and pins the package.

import { createRequire } from 'node:module';
import { promisify } from 'node:util';

import { Unsupported, at, atTimestamp, drawNext, expressible, serve } from './serve.mjs';

const require = createRequire(new URL('../../../vectors/generate/package.json', import.meta.url));
const { AuthenticationDetails, CognitoUser, CognitoUserPool } = require('amazon-cognito-identity-js');
const [AuthenticationHelper, BigInteger, DateHelper] = ['AuthenticationHelper', 'BigInteger', 'DateHelper']
  .map((name) => require(`amazon-cognito-identity-js/lib/${name}.js`).default);

const integer = (hex) => new BigInteger(hex, 16);
const bytes = (hex) => Buffer.from(helper().padHex(integer(hex)), 'hex');
const now = () => new DateHelper().getNowString();
const pool = (UserPoolId) => expressible(() => new CognitoUserPool({ UserPoolId, ClientId: 'client' }));

// proof lets a user sign in, and returns how the challenge is answered.
function proof({ a, B, salt, secretBlock, timestamp, deviceKey, poolId = 'us-east-1_Pool', userId = 'user' }, ChallengeName, signIn) {
  const named = { USER_ID_FOR_SRP: userId, USERNAME: userId, DEVICE_KEY: deviceKey };
  const ChallengeParameters = { ...named, SRP_B: B, SALT: salt, SECRET_BLOCK: secretBlock };
  const user = new CognitoUser({ Username: userId, Pool: pool(poolId) });
  let signature;
  user.client = { request(operation, { ChallengeResponses }, callback) {
    signature = ChallengeResponses?.PASSWORD_CLAIM_SIGNATURE;
    if (!signature) callback(null, { ChallengeName, ChallengeParameters });
  } };
  drawNext([a, 128]);
  atTimestamp(timestamp, now, () => signIn(user, { onFailure(error) { throw error; }, onSuccess() {} }));
  return { signature };
}

// helper has the library's steps of an exchange.
function helper(group = 'Pool', a = '1') {
  drawNext([a, 128]);
  return new AuthenticationHelper(group);
}

// withX computes a proof up to S, for which the library has x by then, and has another value computed in place of S.
function withX({ a, B = '3', salt, poolId, userId, password, deviceGroupKey, deviceKey, deviceSecret }, compute) {
  const device = [deviceGroupKey, deviceKey, deviceSecret];
  const [group, name, secret] = poolId === undefined ? device : [pool(poolId).getUserPoolName(), userId, password];
  const steps = helper(group, a);
  return new Promise((resolve, reject) => {
    steps.calculateS = (x) => compute(steps, x, (error, value) => (error ? reject(error) : resolve(value.toString(16))));
    steps.getPasswordAuthenticationKey(name, secret, integer(B), integer(salt), reject);
  });
}

serve({
  client_public: ({ a }) => ({ A: helper('Pool', a).largeAValue.toString(16) }),
  user_proof: (input) => proof(input, 'PASSWORD_VERIFIER', (user, callbacks) =>
    user.authenticateUser(new AuthenticationDetails({ Username: input.userId, Password: input.password }), callbacks)),
  device_proof: (input) => proof(input, 'DEVICE_PASSWORD_VERIFIER', (user, callbacks) => {
    const { deviceGroupKey, deviceKey, deviceSecret: randomPassword } = input;
    Object.assign(user, { deviceGroupKey, deviceKey, randomPassword }).getDeviceResponse(callbacks);
  }),
  async device_verifier({ deviceGroupKey, deviceKey, deviceSecret, salt }) {
    const steps = Object.assign(helper(deviceGroupKey), { generateRandomString: () => deviceSecret });
    drawNext([salt, 16]);
    await promisify(steps.generateHashDevice).call(steps, deviceGroupKey, deviceKey);
    const base64 = (hex) => Buffer.from(hex, 'hex').toString('base64');
    return { Salt: base64(steps.getSaltDevices()), PasswordVerifier: base64(steps.getVerifierDevices()) };
  },
  pad: ({ n }) => ({ hex: helper().padHex(integer(n)).toLowerCase() }),
  multiplier: () => ({ k: helper().k.toString(16) }),
  scrambling({ A, B }) {
    const zero = [A, B].some((value) => integer(value).mod(helper().N).equals(BigInteger.ZERO));
    if (zero) throw new Unsupported('calculateU leaves the test for zero to its callers');
    return { u: helper().calculateU(integer(A), integer(B)).toString(16) };
  },
  private_key: async (input) => ({ x: await withX(input, (steps, x, done) => done(null, x)) }),
  verifier: async (input) => ({ v: await withX(input, ({ g, N }, x, done) => g.modPow(x, N, done)) }),
  premaster: async (input) => ({ S: await withX(input, (steps, x, done) =>
    AuthenticationHelper.prototype.calculateS.call(steps, x, integer(input.B), done)) }),
  session_key: ({ S, u }) => ({ K: Buffer.from(helper().computehkdf(bytes(S), bytes(u))).toString('base64') }),
  timestamp: ({ unixSeconds }) => ({ timestamp: at(1000 * unixSeconds, now) }),
});
