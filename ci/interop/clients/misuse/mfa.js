// Apps that have MFA asked on a device that their user believes to be remembered, or a
// new device registered at every sign-in.

import * as amplify from '../drivers/amplify.js';
import * as franken from '../drivers/franken-srp.js';
import * as identity from '../drivers/identity-js.js';
import * as helper from '../drivers/srp-helper.js';

export const MFA = [
  {
    cause: 'device-key-not-sent',
    by: identity.library,
    report: 'amplify-js#14349',
    // Signing out clears the whole of the app's storage.
    async run({ app }) {
      const own = identity.client(app);
      await identity.signInWithCode(own, app);
      await own.refresh();
      own.storage.clear();
      await identity.signInWithCode(own, app);
    },
  },
  {
    cause: 'device-key-not-sent',
    by: helper.library,
    report: 'identity-js#637',
    // The app keeps the device, and never hands it to a sign-in.
    async run({ app }) {
      const own = helper.client(app);
      for (let visit = 0; visit < 3; visit++) {
        await own.confirm(await own.signIn());
      }
    },
  },
  {
    cause: 'device-filed-under-another-name',
    by: helper.library,
    report: 'amplify-flutter PR#2622',
    setUp: { alias: true },
    // Devices are filed under the name that the service gives, and looked up by the one
    // that was typed.
    async run({ app }) {
      const own = helper.client(app);
      const devices = new Map();
      for (let visit = 0; visit < 2; visit++) {
        const result = await own.signIn({ device: devices.get(app.username) });
        devices.set(result.username, await own.confirm(result));
      }
    },
  },
  {
    cause: 'device-not-confirmed',
    by: franken.library,
    report: 'franken-srp#12',
    // The app turns automatic confirmation off, and never confirms.
    async run({ app }) {
      const own = franken.client(app);
      const { newDevice } = await own.signIn({ confirm: false });
      await own.signIn({ confirm: false, device: { ...newDevice, password: 'unknown' } });
    },
  },
  {
    cause: 'device-not-confirmed',
    by: amplify.library,
    report: 'amplify-js#12854',
    // In Node before 21 the library does not get as far as ConfirmDevice.
    async run({ app }) {
      const own = amplify.client(app);
      await own.signIn();
      await own.signOut();
      await own.signIn();
    },
  },
  {
    cause: 'device-never-remembered',
    by: identity.library,
    report: 'amplify-js#13803',
    setUp: { tracking: 'opt-in' },
    // UserConfirmationNecessary goes unheard.
    async run({ app }) {
      const own = identity.client(app);
      await identity.signInWithCode(own, app);
      await identity.signInWithCode(own, app);
    },
  },
  {
    cause: 'device-set-not-remembered',
    by: helper.library,
    report: 'DG',
    async run({ app }) {
      const own = helper.client(app);
      const first = await own.signIn();
      const device = await own.confirm(first);
      await own.remember(first, device, 'not_remembered');
      await own.signIn({ device });
    },
  },
  {
    cause: 'device-key-missing-in-mfa-response',
    by: helper.library,
    report: 'amplify-js#14622',
    setUp: { suppresses: false },
    // The key goes with the password, and not with the code.
    async run({ app }) {
      const own = helper.client(app, (operation, input) => {
        if (input.ChallengeName === 'SOFTWARE_TOKEN_MFA') {
          delete input.ChallengeResponses.DEVICE_KEY;
        }
        return input;
      });
      const device = await own.confirm(await own.signIn());
      await own.signIn({ device });
    },
  },
  {
    cause: 'device-of-another-user',
    by: helper.library,
    report: 'amplify-android#2295',
    // One device in the store for all users of the app.
    async run({ app, pool }) {
      const own = helper.client(app);
      const device = await own.confirm(await own.signIn());
      const other = await pool.newUser();
      await own.signIn({ ...other, device, code: () => pool.code(other) }).catch(() => {});
    },
  },
  {
    cause: 'device-forgotten-elsewhere',
    by: identity.library,
    report: 'identity-js#200',
    async run({ app, pool, user }) {
      const own = identity.client(app);
      await identity.signInWithCode(own, app);
      await own.signIn();
      await pool.forget(user, own.user.deviceKey);
      await identity.signInWithCode(own, app);
    },
  },
  {
    cause: 'stale-device-key-kept',
    by: franken.library,
    report: 'amplify-android#2603',
    async run({ app, pool, user }) {
      const own = franken.client(app);
      const { newDevice: device } = await own.signIn();
      await pool.forget(user, device.key);
      await own.signIn({ device });
      await own.signIn({ device });
    },
  },
  {
    cause: 'mfa-enabled-after-remembering',
    by: helper.library,
    report: 'amplify-js#4174',
    users: { totp: false },
    async run({ app, pool, user }) {
      const own = helper.client(app);
      const first = await own.signIn();
      const device = await own.confirm(first);
      await own.signIn({ device });
      await enrol(app, first, pool, user);
      await own.signIn({ device });
    },
  },
  {
    cause: 'email-code-on-remembered-device',
    by: helper.library,
    report: 'amplify-js#14349',
    setUp: { email: true },
    users: { totp: false, email: true },
    serve: ['--variation', 'mfa-by-email-on-every-device'],
    async run({ app, pool, user }) {
      const own = helper.client(app);
      const code = () => pool.sentCode(user);
      const device = await own.confirm(await own.signIn({ code }));
      await own.signIn({ device, code });
    },
  },
  {
    cause: 'pool-asks-remembered-devices',
    by: helper.library,
    report: 'docs/protocol.md §2.4',
    setUp: { suppresses: false },
    async run({ app }) {
      const own = helper.client(app);
      const device = await own.confirm(await own.signIn());
      await own.signIn({ device });
      await own.signIn({ device });
    },
  },
  {
    cause: 'device-forgotten-by-the-app',
    by: amplify.library,
    report: 'amplify-flutter#4536',
    env: { INTEROP_NAVIGATOR: '1' },
    // Signing out forgets the device.
    async run({ app }) {
      const own = amplify.client(app);
      for (let visit = 0; visit < 3; visit++) {
        await own.signIn();
        await own.forget();
        await own.signOut();
      }
    },
  },
  {
    cause: 'verifier-negative',
    by: helper.library,
    report: 'net-ext#44',
    // The verifier's bytes lack the zero in front, which makes it negative.
    async run({ app }) {
      const own = helper.client(app, (operation, input) => {
        if (operation === 'ConfirmDevice') {
          const { DeviceSecretVerifierConfig: config } = input;
          const bytes = Buffer.from(config.PasswordVerifier, 'base64');
          bytes[bytes.length % 384] |= 0x80;
          config.PasswordVerifier = bytes.subarray(bytes.length - 384).toString('base64');
        }
        return input;
      });
      for (let visit = 0; visit < 2; visit++) {
        await own.confirm(await own.signIn()).catch(() => {});
      }
    },
  },
];

// The app's own settings page: with the tokens of the sign-in.
async function enrol(app, { AccessToken }, pool, user) {
  const { AssociateSoftwareTokenCommand, CognitoIdentityProviderClient, SetUserMFAPreferenceCommand, VerifySoftwareTokenCommand } =
    await import('@aws-sdk/client-cognito-identity-provider');
  const sdk = new CognitoIdentityProviderClient({
    endpoint: app.endpoint, region: app.region, credentials: { accessKeyId: 'none', secretAccessKey: 'none' }, maxAttempts: 1,
  });
  user.totpSecret = (await sdk.send(new AssociateSoftwareTokenCommand({ AccessToken }))).SecretCode;
  await sdk.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode: await pool.code(user) }));
  await sdk.send(new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } }));
}
