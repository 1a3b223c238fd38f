// aws-cognito-srp-client with the AWS SDK: the library makes A and the proof of the
// password, and knows no devices. The app makes every call.

import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createRequire } from 'node:module';

const { default: Srp } = createRequire(import.meta.url)('aws-cognito-srp-client');

export const library = 'aws-cognito-srp-client';

/** A sign-in with a code. @param {import('./app.js').App} app */
export async function walk(app) {
  const sdk = new CognitoIdentityProviderClient({
    endpoint: app.endpoint, region: app.region, credentials: { accessKeyId: 'none', secretAccessKey: 'none' }, maxAttempts: 1,
  });
  const srp = new Srp(app.poolId);
  const { ChallengeName, ChallengeParameters, Session } = await sdk.send(new InitiateAuthCommand({
    ClientId: app.clientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters: { USERNAME: app.username, SRP_A: srp.getA() },
  }));
  const { USER_ID_FOR_SRP, SRP_B, SALT, SECRET_BLOCK, USERNAME } = ChallengeParameters;
  const { signature, timestamp } = srp.getSignature(USER_ID_FOR_SRP, SRP_B, SALT, SECRET_BLOCK, app.password);
  const answer = await sdk.send(new RespondToAuthChallengeCommand({
    ClientId: app.clientId, ChallengeName, Session,
    ChallengeResponses: {
      USERNAME, PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK, PASSWORD_CLAIM_SIGNATURE: signature, TIMESTAMP: timestamp,
    },
  }));
  await sdk.send(new RespondToAuthChallengeCommand({
    ClientId: app.clientId, ChallengeName: answer.ChallengeName, Session: answer.Session,
    ChallengeResponses: { USERNAME, SOFTWARE_TOKEN_MFA_CODE: await app.code() },
  }));
}
