// amazon-cognito-passwordless-auth: its sign-in with a password, by SRP. It knows no
// devices: a pool that tracks them issues one at each sign-in, and the library drops it.

import { Passwordless } from 'amazon-cognito-passwordless-auth';
import { authenticateWithSRP } from 'amazon-cognito-passwordless-auth/srp';

import { memoryStorage } from './storage.js';

export const library = 'amazon-cognito-passwordless-auth';

/** @param {import('./app.js').App} app */
export function client(app) {
  Passwordless.configure({
    clientId: app.clientId, clientSecret: app.clientSecret, userPoolId: app.poolId, cognitoIdpEndpoint: app.endpoint,
    storage: memoryStorage(),
  });
  return {
    signIn: () =>
      authenticateWithSRP({
        username: app.username, password: app.password, otpMfaCode: app.code, tokensCb: async () => {},
      }).signedIn,
  };
}

/** Two visits, each with a code. */
export async function walk(app) {
  const own = client(app);
  await own.signIn();
  await own.signIn();
}
