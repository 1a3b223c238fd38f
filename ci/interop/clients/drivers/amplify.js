// aws-amplify v6 in Node, as in a server or a test, where its store is a map, or in a page.
// Before Node 21 there is no `navigator`, from which it names the device; INTEROP_NAVIGATOR
// gives it one.

import { Amplify } from 'aws-amplify';
import { confirmSignIn, fetchAuthSession, forgetDevice, rememberDevice, signIn, signOut } from 'aws-amplify/auth';
import { cognitoUserPoolsTokenProvider } from 'aws-amplify/auth/cognito';

import { memoryStorage } from './storage.js';

export const library = 'aws-amplify';

if (process.env.INTEROP_NAVIGATOR) {
  globalThis.navigator ??= { platform: 'Linux', userAgent: 'interop' };
}

/** @param {import('./app.js').App} app */
export function client(app, storage = memoryStorage()) {
  Amplify.configure({
    Auth: { Cognito: { userPoolId: app.poolId, userPoolClientId: app.clientId, userPoolEndpoint: app.endpoint } },
  });
  cognitoUserPoolsTokenProvider.setKeyValueStorage({
    setItem: async (key, value) => storage.setItem(key, value),
    getItem: async (key) => storage.getItem(key),
    removeItem: async (key) => storage.removeItem(key),
    clear: async () => storage.clear(),
  });
  return {
    storage,
    /** Signs in, and answers the second factor if it is asked for. */
    async signIn({ username = app.username, password = app.password, flow = 'USER_SRP_AUTH' } = {}) {
      let { nextStep } = await signIn({ username, password, options: { authFlowType: flow } });
      for (let turns = 0; nextStep.signInStep !== 'DONE' && turns < 5; turns++) {
        const custom = nextStep.signInStep === 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE';
        ({ nextStep } = await confirmSignIn({ challengeResponse: custom ? app.customAnswer : await app.code(nextStep.totpSetupDetails?.sharedSecret) }));
      }
    },
    remember: () => rememberDevice(),
    forget: () => forgetDevice(),
    refresh: () => fetchAuthSession({ forceRefresh: true }),
    /** Revokes the tokens and drops them; what is known of the device stays. */
    signOut: () => signOut(),
  };
}

/** The walk of a remembered device. */
export async function walk(app) {
  const own = client(app);
  await own.signIn();
  if (app.tracking === 'opt-in') {
    await own.remember();
  }
  await own.refresh();
  await own.signOut();
  await own.signIn();
  await own.refresh();
  await own.signOut();
}
