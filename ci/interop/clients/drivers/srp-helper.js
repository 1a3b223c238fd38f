// cognito-srp-helper with the AWS SDK: the library computes, and the app makes every
// call itself. What an app does wrong is a hook on its way.

import {
  CognitoIdentityProviderClient,
  ConfirmDeviceCommand,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  UpdateDeviceStatusCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  createDeviceVerifier,
  createSecretHash,
  createSrpSession,
  signSrpSession,
  signSrpSessionWithDevice,
  wrapAuthChallenge,
  wrapInitiateAuth,
} from 'cognito-srp-helper';

export const library = 'cognito-srp-helper';

const OPERATIONS = {
  InitiateAuth: InitiateAuthCommand,
  RespondToAuthChallenge: RespondToAuthChallengeCommand,
  ConfirmDevice: ConfirmDeviceCommand,
  GetTokensFromRefreshToken: GetTokensFromRefreshTokenCommand,
  UpdateDeviceStatus: UpdateDeviceStatusCommand,
};

/**
 * @param {import('./app.js').App} app
 * @param {(operation: string, input: object) => object} [alter] changes what is sent
 * @param {(timestamp: string) => string} [stamp] writes TIMESTAMP otherwise
 */
export function client(app, alter = (operation, input) => input, stamp = (timestamp) => timestamp) {
  const sdk = new CognitoIdentityProviderClient({
    endpoint: app.endpoint, region: app.region, credentials: { accessKeyId: 'none', secretAccessKey: 'none' }, maxAttempts: 1,
  });
  const call = (operation, input) => sdk.send(new OPERATIONS[operation](alter(operation, input)));
  const hash = (username) => app.clientSecret && createSecretHash(username, app.clientId, app.clientSecret);

  /** Signs in, and answers whatever is asked for; device is {key, groupKey, password}. */
  async function signIn({ username = app.username, password = app.password, device, flow = 'USER_SRP_AUTH', code = app.code } = {}) {
    let session = createSrpSession(username, password, app.poolId, false);
    let answer = await call('InitiateAuth', begin(session, username, password, flow, device));
    let name = username;
    while (answer.ChallengeName) {
      const { ChallengeName, ChallengeParameters = {}, Session } = answer;
      name = ChallengeParameters.USERNAME ?? name;
      const responses = { USERNAME: name, SECRET_HASH: hash(name), DEVICE_KEY: device?.key };
      let request = { ClientId: app.clientId, ChallengeName, Session, ChallengeResponses: responses };
      if (ChallengeName === 'PASSWORD_VERIFIER') {
        session = signSrpSession({ ...session, timestamp: stamp(session.timestamp) }, answer);
        request = wrapAuthChallenge(session, request);
      } else if (ChallengeName === 'DEVICE_SRP_AUTH') {
        session = createSrpSession(name, password, app.poolId, false);
        responses.SRP_A = session.largeA;
      } else if (ChallengeName === 'DEVICE_PASSWORD_VERIFIER') {
        const named = { ...answer, ChallengeParameters: { ...ChallengeParameters, DEVICE_KEY: device.key } };
        request = wrapAuthChallenge(signSrpSessionWithDevice(session, named, device.groupKey, device.password), request);
      } else if (ChallengeName === 'CUSTOM_CHALLENGE') {
        responses.ANSWER = app.customAnswer;
      } else {
        responses[ChallengeName === 'EMAIL_OTP' ? 'EMAIL_OTP_CODE' : `${ChallengeName}_CODE`] = await code();
      }
      answer = await call('RespondToAuthChallenge', request);
    }
    return { ...answer.AuthenticationResult, username: name };
  }

  function begin(session, username, password, flow, device) {
    const AuthParameters = { USERNAME: username, SECRET_HASH: hash(username), DEVICE_KEY: device?.key };
    const request = { ClientId: app.clientId, AuthFlow: flow, AuthParameters };
    if (flow === 'USER_PASSWORD_AUTH') {
      AuthParameters.PASSWORD = password;
      return request;
    }
    if (flow === 'CUSTOM_AUTH') {
      AuthParameters.CHALLENGE_NAME = 'SRP_A';
    }
    return wrapInitiateAuth(session, request);
  }

  /** Confirms the device of a sign-in, if it issued one. */
  async function confirm({ AccessToken, NewDeviceMetadata }, verifier) {
    if (!NewDeviceMetadata) {
      return undefined;
    }
    const { DeviceKey, DeviceGroupKey } = NewDeviceMetadata;
    const { DeviceSecretVerifierConfig, DeviceRandomPassword } = verifier ?? createDeviceVerifier(DeviceKey, DeviceGroupKey);
    const { UserConfirmationNecessary } = await call('ConfirmDevice', {
      AccessToken, DeviceKey, DeviceName: 'interop', DeviceSecretVerifierConfig,
    });
    return { key: DeviceKey, groupKey: DeviceGroupKey, password: DeviceRandomPassword, asks: UserConfirmationNecessary };
  }

  const remember = ({ AccessToken }, device, DeviceRememberedStatus = 'remembered') =>
    call('UpdateDeviceStatus', { AccessToken, DeviceKey: device.key, DeviceRememberedStatus });

  const refresh = ({ RefreshToken, username }, device) =>
    call('InitiateAuth', {
      ClientId: app.clientId, AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: RefreshToken, DEVICE_KEY: device?.key, SECRET_HASH: hash(username) },
    });

  const renew = ({ RefreshToken }, device) =>
    call('GetTokensFromRefreshToken', {
      ClientId: app.clientId, RefreshToken, DeviceKey: device?.key, ClientSecret: app.clientSecret,
    });

  return { call, signIn, confirm, remember, refresh, renew };
}

/** The walk of a remembered device. */
export async function walk(app) {
  const own = client(app);
  const first = await own.signIn();
  const device = await own.confirm(first);
  if (device?.asks) {
    await own.remember(first, device);
  }
  await own.refresh(first, device);
  await own.refresh(await own.signIn({ device }), device);
}
