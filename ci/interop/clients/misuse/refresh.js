// Apps that are answered "Invalid Refresh Token.", or refused a refresh otherwise.

import * as amplify from '../drivers/amplify.js';
import * as franken from '../drivers/franken-srp.js';
import * as identity from '../drivers/identity-js.js';
import * as helper from '../drivers/srp-helper.js';

const refused = () => {};

export const REFRESH = [
  {
    cause: 'refresh-without-device-key',
    by: franken.library,
    report: 'home-assistant/core#70465',
    async run({ app }) {
      const own = franken.client(app);
      await own.refresh(await own.signIn()).catch(refused);
    },
  },
  {
    cause: 'refresh-of-unconfirmed-device',
    by: helper.library,
    report: 'aws-sdk-java-v2#3418',
    async run({ app }) {
      const own = helper.client(app);
      const first = await own.signIn();
      await own.refresh(first, { key: first.NewDeviceMetadata.DeviceKey }).catch(refused);
    },
  },
  {
    cause: 'device-of-mfa-setup-not-confirmed',
    by: identity.library,
    report: 'amplify-js#6283',
    setUp: { mfa: 'ON' },
    users: { totp: false },
    // The library reads no NewDeviceMetadata from the answer to MFA_SETUP.
    async run({ app, pool, user }) {
      const own = identity.client(app);
      await own.signIn();
      await own.answer((cognito, callbacks) => cognito.associateSoftwareToken(callbacks));
      [user.totpSecret] = identity.given();
      const code = await pool.code(user);
      await own.answer((cognito, callbacks) => cognito.verifySoftwareToken(code, 'phone', callbacks));
      await own.refresh();
    },
  },
  {
    cause: 'refresh-by-another-client',
    by: helper.library,
    report: 're:Post cognito-invalid-refresh-token-error',
    async run({ app, pool }) {
      const own = helper.client(app);
      const first = await own.signIn();
      const device = await own.confirm(first);
      await helper.client({ ...app, ...(await pool.newClient()) }).refresh(first, device).catch(refused);
    },
  },
  {
    cause: 'refresh-with-another-device',
    by: helper.library,
    report: 'aws-sdk-cpp#851',
    // Two installations of the app share what they keep for the refresh.
    async run({ app }) {
      const own = helper.client(app);
      const device = await own.confirm(await own.signIn());
      const elsewhere = await own.signIn();
      await own.confirm(elsewhere);
      await own.refresh(elsewhere, device).catch(refused);
      await own.signIn({ device });
    },
  },
  {
    cause: 'refresh-after-forgetting',
    by: identity.library,
    report: 'net-ext#85',
    async run({ app }) {
      const own = identity.client(app);
      await identity.signInWithCode(own, app);
      await own.forget();
      await own.refresh();
    },
  },
  {
    cause: 'refresh-of-revoked-token',
    by: amplify.library,
    report: 'amplify-js#11651',
    env: { INTEROP_NAVIGATOR: '1' },
    // A second tab goes on with what it had before the first one signed out.
    async run({ app }) {
      const own = amplify.client(app);
      await own.signIn();
      const before = new Map(own.storage.items);
      await own.signOut();
      before.forEach((value, key) => own.storage.items.set(key, value));
      await own.refresh().catch(refused);
    },
  },
  {
    cause: 'refresh-flow-not-allowed',
    by: identity.library,
    report: 'amplify-android#3113',
    client: { rotation: true },
    async run({ app }) {
      const own = identity.client(app);
      await identity.signInWithCode(own, app);
      await own.refresh();
    },
  },
  {
    cause: 'custom-auth-without-device',
    by: amplify.library,
    report: 'amplify-js#14909',
    // As the report has it: no device is issued, and the refresh wants one.
    setUp: { custom: true, tracking: 'off' },
    users: { totp: false },
    serve: ['--fault', 'refresh-demands-device'],
    env: { INTEROP_NAVIGATOR: '1' },
    async run({ app }) {
      const own = amplify.client(app);
      await own.signIn({ flow: 'CUSTOM_WITH_SRP' });
      await own.refresh().catch(refused);
    },
  },
  {
    cause: 'password-flow-without-device',
    by: helper.library,
    report: 're:Post cognito-invalid-refresh-token-error',
    // As the article has it: no device is issued, and the refresh wants one.
    setUp: { tracking: 'off' },
    users: { totp: false },
    serve: ['--fault', 'refresh-demands-device'],
    async run({ app }) {
      const own = helper.client(app);
      await own.refresh(await own.signIn({ flow: 'USER_PASSWORD_AUTH' })).catch(refused);
    },
  },
  {
    cause: 'rotated-refresh-token-used-again',
    by: amplify.library,
    report: 'DG-refresh',
    client: { rotation: true },
    env: { INTEROP_NAVIGATOR: '1' },
    // A second tab has the token from before the first one refreshed.
    async run({ app }) {
      const own = amplify.client(app);
      await own.signIn();
      const before = new Map(own.storage.items);
      await own.refresh();
      before.forEach((value, key) => own.storage.items.set(key, value));
      await own.refresh().catch(refused);
    },
  },
  {
    cause: 'secret-hash-of-the-alias-at-refresh',
    by: helper.library,
    report: 'net-ext#122',
    setUp: { alias: true },
    client: { secret: true },
    async run({ app }) {
      const own = helper.client(app);
      const first = await own.signIn();
      const device = await own.confirm(first);
      await own.refresh({ ...first, username: app.username }, device).catch(refused);
    },
  },
];
