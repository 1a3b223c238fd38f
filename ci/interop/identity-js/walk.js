// The remembered-device protocol as one user meets it. Every step asserts what
// the library handed to the application: which callback, with which values.
//
// The walk is in four parts. Between the first three the pool's clock moves, so
// that no TOTP code is used twice; users of one pool walk each part side by side.

import assert from 'node:assert/strict';

const AUTHENTICATOR = 'interop phone';
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const DEVICE_KEY = new RegExp(`^us-east-1_${UUID}$`);

/** Signs up, and enrols an authenticator app at the first sign-in. */
export async function enrol(client) {
  const signedUp = await client.signUp();
  assert.equal(signedUp.userConfirmed, false);
  assert.match(signedUp.userSub, new RegExp(`^${UUID}$`));
  await client.pool.confirmSignUp(client.username);
  await enrolAtFirstSignIn(client);
}

/** Enrols an authenticator app at the first sign-in. */
export async function enrolAtFirstSignIn(client) {
  const challenge = await client.signIn();
  assert.deepEqual(names(challenge), ['mfaSetup', 'MFA_SETUP']);
  const enrolled = await client.enrolTotp(AUTHENTICATOR);
  assertSession(client, enrolled);
  assert.equal(client.deviceKey, null, 'the library keeps no device of a sign-in by MFA_SETUP');
}

/** Signs in with a TOTP code, remembers the device, and signs in without one. */
export async function remember(client) {
  await signInWithCode(client);
  assert.match(client.deviceKey, DEVICE_KEY);
  assert.equal(client.stored('deviceKey'), client.deviceKey);
  assert.ok(client.stored('deviceGroupKey'), 'no device group key was stored');
  const remembered = client.deviceKey;

  if (client.pool.tracking === 'opt-in') {
    await assertDevices(client, []);
    assertTotpRequired(await client.signInElsewhere(), 'a device that is only confirmed');
  }
  assert.equal(await client.rememberDevice(), 'SUCCESS');
  await refresh(client, remembered);

  const signedIn = await client.signIn();
  assertSession(client, signedIn);
  assert.equal(signedIn.args[1], undefined, 'a known device was to be confirmed again');
  assert.equal(client.deviceKey, remembered);
  assert.equal(payload(client).device_key, remembered);
  await refresh(client, remembered);

  await assertDevices(client, [remembered]);
  assertDevice((await client.getDevice()).Device, remembered);
}

/** Forgets the device, and signs in with a TOTP code as on a new one. */
export async function forget(client) {
  const forgotten = client.deviceKey;
  assert.equal(await client.forgetDevice(), 'SUCCESS');
  assert.equal(client.deviceKey, null);
  assert.equal(client.stored('deviceKey'), undefined);
  await assertDevices(client, []);

  await signInWithCode(client);
  assert.match(client.deviceKey, DEVICE_KEY);
  assert.notEqual(client.deviceKey, forgotten);
}

/** An administrator forgets the device: the library notices, and starts anew. */
export async function forgottenElsewhere(client) {
  assert.equal(await client.rememberDevice(), 'SUCCESS');
  assert.ok(client.stored('deviceKey'));
  await client.pool.forgetDevice(client.username, client.deviceKey);
  assertTotpRequired(await client.signIn(), 'a device that the pool forgot');
  assert.equal(client.deviceKey, null);
  assert.equal(client.stored('deviceKey'), undefined);
}

async function signInWithCode(client) {
  const challenge = await client.signIn();
  assertTotpRequired(challenge);
  const signedIn = await client.sendTotp();
  assertSession(client, signedIn);
  const necessary = client.pool.tracking === 'opt-in' ? true : undefined;
  assert.equal(signedIn.args[1], necessary, 'userConfirmationNecessary');
}

function assertTotpRequired(challenge, which) {
  assert.deepEqual(names(challenge), ['totpRequired', 'SOFTWARE_TOKEN_MFA'], which);
  assert.equal(challenge.args[1].FRIENDLY_DEVICE_NAME, AUTHENTICATOR);
}

async function refresh(client, deviceKey) {
  const before = client.user.getSignInUserSession().getAccessToken().getJwtToken();
  const session = await client.refresh();
  assert.ok(session.isValid());
  assert.notEqual(session.getAccessToken().getJwtToken(), before);
  assert.equal(payload(client).device_key, deviceKey);
}

function assertSession(client, result) {
  assert.equal(result.callback, 'onSuccess', describe(result));
  const session = result.args[0];
  assert.ok(session.isValid(), 'the session is not valid');
  assert.ok(session.getRefreshToken().getToken(), 'no refresh token');
  const id = session.getIdToken().decodePayload();
  assert.equal(id['cognito:username'], client.username);
  assert.equal(id.aud, client.pool.clientId);
  const access = session.getAccessToken().decodePayload();
  assert.equal(access.client_id, client.pool.clientId);
  assert.equal(access.sub, id.sub);
}

async function assertDevices(client, keys) {
  const { Devices } = await client.listDevices(10);
  assert.deepEqual(Devices.map((device) => device.DeviceKey), keys);
  Devices.forEach((device) => assertDevice(device, device.DeviceKey));
}

function assertDevice(device, key) {
  assert.equal(device.DeviceKey, key);
  const attributes = Object.fromEntries(device.DeviceAttributes.map(({ Name, Value }) => [Name, Value]));
  assert.equal(attributes.device_status, 'valid');
  assert.ok(attributes.device_name, 'the device has no name');
  for (const date of ['DeviceCreateDate', 'DeviceLastModifiedDate', 'DeviceLastAuthenticatedDate']) {
    assert.equal(typeof device[date], 'number', date);
  }
}

function payload(client) {
  return client.user.getSignInUserSession().getAccessToken().decodePayload();
}

// The callback and its first argument, the challenge; an error with its text.
function names(result) {
  return result.callback === 'onFailure' ? ['onFailure', describe(result)] : [result.callback, result.args[0]];
}

function describe(result) {
  const error = result.args[0];
  return error instanceof Error ? `${result.callback}: ${error.name}: ${error.message}` : result.callback;
}
