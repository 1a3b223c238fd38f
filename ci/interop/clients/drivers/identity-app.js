// amazon-cognito-identity-js in the hands of an app, in Node as in a page: its callbacks
// turned into promises.

/**
 * @param {object} library the exports of the package
 * @param {import('./app.js').App} app
 * @param {Storage} storage where the library keeps tokens and devices
 */
export function clientOf(library, app, storage) {
  const { AuthenticationDetails, CognitoUser, CognitoUserPool } = library;
  const Pool = new CognitoUserPool({ UserPoolId: app.poolId, ClientId: app.clientId, endpoint: app.endpoint, Storage: storage });
  let user;
  return {
    storage,
    pool: Pool,
    get user() {
      return user;
    },
    /** Starts a sign-in as on a new page; ends at the first callback. */
    signIn(username = app.username, password = app.password, flow = 'USER_SRP_AUTH') {
      user = new CognitoUser({ Username: username, Pool, Storage: storage });
      user.setAuthenticationFlowType(flow);
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
