// The walks of franken-srp's tests, in its public functions. What comes is compared
// with what the tests find at the real service.

import assert from 'node:assert/strict';

import { refresh, srpLogin } from './library.js';
import { Pool } from './pool.js';
import { firstSignIn, newDevice, signInWithDevice } from './setups.js';

const REMEMBER = 'remembered';

/** Signs in without a device, refreshes, and signs in with the device. */
export async function walk(server, setUp, compare) {
  const pool = await prepared(server, setUp);
  const decision = setUp.decision === undefined ? REMEMBER : setUp.decision;
  const first = await signIn(pool, { password: pool.temporaryPassword, decision });
  compare('a first sign-in asks for', first.steps, firstSignIn(setUp));
  const { tokens, newDevice: device } = completed(first);
  compare('a first sign-in gives', kinds(tokens), ['accessToken', 'idToken', 'refreshToken']);
  compare('the new device', told(device, setUp), newDevice(setUp));

  const refreshed = await refresh({ ...address(pool), refreshToken: tokens.refreshToken, deviceKey: device?.key });
  compare('a refresh gives', kinds(refreshed), ['accessToken', 'idToken']);
  if (device) {
    const again = await signIn(pool, { device, decision: REMEMBER });
    compare('a sign-in with the device asks for', again.steps, signInWithDevice(setUp));
    compare('a known device is new again', completed(again).newDevice, undefined);
  }
}

/** A wrong code is refused once, and the next one still taken. */
export async function wrongCode(server, compare) {
  const pool = await prepared(server, { mfa: true, totp: true });
  const login = srpLogin(parameters(pool, {}));
  await login.next();
  const right = await pool.code();
  const refused = await login.next(String((Number(right) + 1) % 1_000_000).padStart(6, '0'));
  compare('a wrong code leads to', refused.value.code, 'SOFTWARE_MFA_REQUIRED');
  compare('a wrong code is called', refused.value.error?.message, 'Incorrect MFA Code');
  compare('the right code after it leads to', (await login.next(right)).value.code, 'TOKENS');
}

/** A forgotten device neither refreshes nor signs in. */
export async function forgotten(server, compare) {
  const pool = await prepared(server, { tracking: 'opt-in' });
  const { tokens, newDevice: device } = completed(await signIn(pool, { decision: REMEMBER }));
  await pool.forget(tokens.accessToken, device.key);
  const refreshed = await refusal(refresh({ ...address(pool), refreshToken: tokens.refreshToken, deviceKey: device.key }));
  compare('a refresh by a forgotten device is refused', holds(refreshed, 'Invalid Refresh Token'), true);
  const again = await signIn(pool, { device, decision: REMEMBER });
  compare('a sign-in with a forgotten device is refused', holds(again.error?.message, 'Device does not exist.'), true);
}

/** A wrong name and a wrong password are refused alike. */
export async function wrongCredentials(server, compare) {
  const pool = await prepared(server, {});
  for (const [what, wrong] of Object.entries({ name: { username: 'nobody' }, password: { password: 'Wrong1!password' } })) {
    const { error } = await signIn(pool, wrong);
    compare(`a wrong ${what} is refused`, holds(error?.message, 'Incorrect username or password'), true);
  }
}

/** A pool of the set-up, with a user who is as the set-up says. */
async function prepared(server, setUp) {
  const pool = await Pool.create(server, setUp);
  if (setUp.totp) {
    const { tokens } = completed(await signIn(pool, { confirm: false }));
    await pool.enrol(tokens.accessToken);
  }
  if (setUp.temporary) {
    await pool.setTemporaryPassword();
  }
  return pool;
}

/** Signs in, and answers whatever is asked for. */
async function signIn(pool, options) {
  const login = srpLogin(parameters(pool, options));
  const steps = [];
  for (let answer; ; ) {
    const { done, value } = await login.next(answer);
    steps.push(value.code);
    if (done) {
      return { steps, response: value.response, error: value.error };
    }
    assert.ok(steps.length < 5, `a sign-in without end: ${steps}`);
    answer = value.code === 'NEW_PASSWORD_REQUIRED' ? pool.password : await pool.code();
  }
}

function parameters(pool, { username = pool.username, password = pool.password, device, confirm = true, decision = null }) {
  return {
    ...address(pool), userPoolId: pool.id, username, password, device,
    autoConfirmDevice: confirm, autoRememberDevice: decision,
  };
}

function address(pool) {
  return { region: pool.id.split('_')[0], clientId: pool.clientId };
}

function completed(signedIn) {
  if (!signedIn.response) {
    throw new Error(`no tokens after ${signedIn.steps.join(', ')}: ${signedIn.error?.message}`);
  }
  return signedIn.response;
}

/** What the library says of a new device, as far as the tests look at it. */
function told(device, setUp) {
  if (!device) {
    return undefined;
  }
  for (const part of ['key', 'groupKey', 'password']) {
    assert.ok(device[part], `the new device has no ${part}`);
  }
  const names = setUp.tracking === 'opt-in' ? Object.keys(newDevice(setUp)) : ['deviceAutoConfirmed'];
  return Object.fromEntries(names.map((name) => [name, device[name]]));
}

/** The names of the tokens that are there. */
function kinds(tokens) {
  return ['accessToken', 'idToken', 'refreshToken'].filter((name) => tokens[name]);
}

async function refusal(promise) {
  return promise.then(() => 'no refusal', (error) => error.message);
}

function holds(message, text) {
  return message?.includes(text) ? true : message;
}
