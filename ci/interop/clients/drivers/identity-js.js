// amazon-cognito-identity-js in the hands of an app: its callbacks turned into promises,
// its storage in a map.

import { createRequire } from 'node:module';

import { memoryStorage } from './storage.js';

const { AuthenticationDetails, CognitoUser, CognitoUserPool } = createRequire(import.meta.url)('amazon-cognito-identity-js');

export const library = 'amazon-cognito-identity-js';

/** @param {import('./app.js').App} app */
export function client(app, storage = memoryStorage()) {
  const Pool = new CognitoUserPool({ UserPoolId: app.poolId, ClientId: app.clientId, endpoint: app.endpoint, Storage: storage });
  let user;
  return {
    storage,
    get user() {
      return user;
    },
    /** Starts a sign-in as on a new page; ends at the first callback. */
    signIn(username = app.username, password = app.password) {
      user = new CognitoUser({ Username: username, Pool, Storage: storage });
      return outcome((callbacks) => user.authenticateUser(new AuthenticationDetails({ Username: username, Password: password }), callbacks));
    },
    sendCode: (code) => outcome((callbacks) => user.sendMFACode(code, callbacks, 'SOFTWARE_TOKEN_MFA')),
    answer: (start) => outcome((callbacks) => start(user, callbacks)),
    remember: () => outcome((callbacks) => user.setDeviceStatusRemembered(callbacks)),
    forget: () => outcome((callbacks) => user.forgetDevice(callbacks)),
    refresh: () =>
      new Promise((resolve) => {
        user.refreshSession(user.getSignInUserSession().getRefreshToken(), (error) => resolve(error ? 'onFailure' : 'onSuccess'));
      }),
  };
}

/** The walk of a remembered device. */
export async function walk(app) {
  const own = client(app);
  await signInWithCode(own, app);
  if (app.tracking === 'opt-in') {
    await own.remember();
  }
  await own.refresh();
  await own.signIn();
  await own.refresh();
}

export async function signInWithCode(own, app) {
  if ((await own.signIn()) === 'totpRequired') {
    await own.sendCode(await app.code());
  }
}

const CALLBACKS = [
  'onSuccess', 'onFailure', 'mfaRequired', 'totpRequired', 'mfaSetup', 'selectMFAType', 'newPasswordRequired', 'customChallenge',
  'associateSecretCode',
];

// Resolves to the name of the first callback, and keeps its arguments.
function outcome(start) {
  return new Promise((resolve, reject) => {
    const callbacks = Object.fromEntries(CALLBACKS.map((name) => [name, (...values) => {
      outcome.values = values;
      resolve(name);
    }]));
    try {
      start(callbacks);
    } catch (error) {
      reject(error);
    }
  });
}

/** What the last callback was given. */
export const given = () => outcome.values;
