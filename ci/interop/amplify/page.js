// What runs in the page: an app with Amplify in it. Each visit is a page of its own,
// so that what is remembered has gone through the browser's storage.

import { Amplify } from 'aws-amplify';
import { confirmSignIn, fetchDevices, forgetDevice, rememberDevice, signIn, signOut } from 'aws-amplify/auth';

const WITH_SETUP = 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP';
const WITH_CODE = 'CONFIRM_SIGN_IN_WITH_TOTP_CODE';
const DONE = 'DONE';

const VISITS = {
  always: [enrol, comeAndForget, comeWithCode, comeAsKnown],
  'opt-in': [enrol, comeAndRemember, comeAndForget, comeWithCode],
};

const pool = await ask('/pool');
Amplify.configure({
  Auth: { Cognito: { userPoolId: pool.id, userPoolClientId: pool.clientId, userPoolEndpoint: pool.endpoint } },
});
const visits = VISITS[pool.tracking];
const visit = Number(new URLSearchParams(location.search).get('visit') ?? 0);
try {
  await visits[visit]();
  await signOut();
  if (visit + 1 < visits.length) {
    await new Promise((resolve) => setTimeout(resolve, pool.restMs ?? 0)); // for a browser that saves each page
    location.replace(`/?visit=${visit + 1}`);
  } else {
    await ask('/end', {});
  }
} catch (error) {
  await ask('/end', { error: `visit ${visit + 1}: ${error.name}: ${error.message}` });
}

// A first sign-in, at which an authenticator app is enrolled.
async function enrol() {
  await compare('the page and the pool are of one origin', location.origin === pool.endpoint, false);
  await compare('a wrong password is', await refusal(come('Wrong1!password')), 'NotAuthorizedException');
  const { nextStep } = await come();
  await compare('a first sign-in asks for', nextStep.signInStep, WITH_SETUP);
  const { code } = await ask('/code', { secret: nextStep.totpSetupDetails.sharedSecret });
  const enrolled = await confirmSignIn({ challengeResponse: code });
  await compare('a right code leads to', enrolled.nextStep.signInStep, DONE);
}

async function comeWithCode() {
  const { nextStep } = await come();
  await compare('a sign-in on an unknown device asks for', nextStep.signInStep, WITH_CODE);
  const { code, wrong } = await ask('/code', {});
  await compare('a wrong code is', await refusal(confirmSignIn({ challengeResponse: wrong })), 'CodeMismatchException');
  const signedIn = await confirmSignIn({ challengeResponse: code });
  await compare('a right code leads to', signedIn.nextStep.signInStep, DONE);
}

async function comeAsKnown() {
  const { isSignedIn, nextStep } = await come();
  await compare('a sign-in on a remembered device asks for', nextStep.signInStep, DONE);
  await compare('it is signed in', isSignedIn, true);
  await compare('devices', (await fetchDevices()).map((device) => device.attributes.device_status), ['valid']);
}

async function comeAndRemember() {
  await comeWithCode();
  await compare('devices before one is remembered', await fetchDevices(), []);
  await rememberDevice();
  await compare('devices after it is', (await fetchDevices()).length, 1);
}

async function comeAndForget() {
  await comeAsKnown();
  await forgetDevice();
  await compare('devices after it is forgotten', await fetchDevices(), []);
}

function come(password = pool.password) {
  return signIn({ username: pool.username, password, options: { authFlowType: 'USER_SRP_AUTH' } });
}

async function refusal(promise) {
  return promise.then(() => 'no refusal', (error) => error.name);
}

async function compare(what, got, want) {
  await ask('/compare', { visit, what, got, want });
}

// The page's own server, which also holds the authenticator app.
async function ask(path, body) {
  const response = await fetch(path, body && { method: 'POST', body: JSON.stringify(body) });
  return response.json();
}
