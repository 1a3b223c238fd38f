// What runs in the page of amplify-page.js: two visits.

import { Amplify } from 'aws-amplify';
import { confirmSignIn, fetchAuthSession, rememberDevice, signIn, signOut } from 'aws-amplify/auth';

const app = await ask('/app');
Amplify.configure({ Auth: { Cognito: { userPoolId: app.poolId, userPoolClientId: app.clientId, userPoolEndpoint: app.endpoint } } });
const again = location.search === '?again';
try {
  const { nextStep } = await signIn({ username: app.username, password: app.password, options: { authFlowType: 'USER_SRP_AUTH' } });
  if (nextStep.signInStep !== 'DONE') {
    await confirmSignIn({ challengeResponse: (await ask('/code')).code });
  }
  if (app.tracking === 'opt-in' && !again) {
    await rememberDevice();
  }
  await fetchAuthSession({ forceRefresh: true });
  await signOut();
  if (again) {
    await ask('/end');
  } else {
    location.replace('/?again');
  }
} catch (error) {
  await ask(`/end?error=${encodeURIComponent(`${error.name}: ${error.message}`)}`);
}

async function ask(path) {
  return (await fetch(path)).json();
}
