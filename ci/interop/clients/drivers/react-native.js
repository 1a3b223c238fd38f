// react-native-aws-cognito-js, as far as it runs in Node: its arithmetic is native code of
// the phone, for which big integers stand here; the SDK under it is its build for Node.

import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { memoryStorage } from './storage.js';

export const library = 'react-native-aws-cognito-js';

/** It knows no SOFTWARE_TOKEN_MFA, and ends with a TypeError where that is asked for. */
export const userOf = { totp: false };

/** The walk of a remembered device. @param {import('./app.js').App} app */
export async function walk(app) {
  const { AuthenticationDetails, CognitoUser, CognitoUserPool } = await load();
  const storage = memoryStorage();
  const Pool = new CognitoUserPool({ UserPoolId: app.poolId, ClientId: app.clientId, endpoint: app.endpoint, Storage: storage });
  for (let visit = 0; visit < 2; visit++) {
    const user = new CognitoUser({ Username: app.username, Pool, Storage: storage });
    const details = new AuthenticationDetails({ Username: app.username, Password: app.password });
    await outcome((callbacks) => user.authenticateUser(details, callbacks));
    if (app.tracking === 'opt-in' && visit === 0) {
      await outcome((callbacks) => user.setDeviceStatusRemembered(callbacks));
    }
    await new Promise((resolve) => user.refreshSession(user.getSignInUserSession().getRefreshToken(), resolve));
  }
}

/** Bundles the library with what stands for the phone. */
async function load() {
  globalThis.navigator ??= { userAgent: 'interop' }; // as a phone has
  const outfile = join(mkdtempSync(join(tmpdir(), 'cogbench-react-native-')), 'library.cjs');
  await build({
    stdin: { contents: "export * from 'react-native-aws-cognito-js/src';", resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true, platform: 'node', format: 'cjs', outfile, logLevel: 'error',
    alias: {
      'aws-sdk/dist/aws-sdk-react-native': 'aws-sdk',
      'react-native': fileURLToPath(new URL('react-native-phone.js', import.meta.url)),
    },
  });
  process.env.AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE = '1';
  return createRequire(import.meta.url)(outfile);
}

const CALLBACKS = ['onSuccess', 'onFailure', 'mfaRequired', 'newPasswordRequired', 'customChallenge'];

// Resolves to the name of the first callback.
function outcome(start) {
  return new Promise((resolve) => start(Object.fromEntries(CALLBACKS.map((name) => [name, (...values) => {
    if (name === 'onFailure') {
      console.error(`react-native-aws-cognito-js: ${values[0]?.message ?? values[0]}`);
    }
    resolve(name);
  }]))));
}
