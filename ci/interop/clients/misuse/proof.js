// Apps whose proofs, codes, Sessions and device registrations are refused.

import * as identity from '../drivers/identity-js.js';
import * as helper from '../drivers/srp-helper.js';
import { signInWithoutSignBytes } from './unpadded.js';

const refused = () => {};

export const PROOF = [
  {
    cause: 'timestamp-hour-24',
    by: helper.library,
    report: 'aws-samples/amazon-cognito-passwordless-auth#145',
    // What Intl writes with hour12: false between midnight and one.
    async run({ app }) {
      const own = helper.client(app, undefined, (text) => text.replace(/ \d\d:/, ' 24:'));
      await own.signIn().catch(refused);
    },
  },
  {
    cause: 'timestamp-of-another-locale',
    by: helper.library,
    report: 'pycognito#122',
    async run({ app }) {
      const own = helper.client(app, undefined, (text) => {
        const at = new Date(text);
        const name = (part) => new Intl.DateTimeFormat('de', { [part]: 'short', timeZone: 'UTC' }).format(at);
        return text.replace(/^\w+ \w+/, `${name('weekday')} ${name('month')}`);
      });
      await own.signIn().catch(refused);
    },
  },
  {
    cause: 'timestamp-day-of-two-digits',
    by: helper.library,
    report: 'warrant PR#12',
    serve: ['--variation', 'timestamps-of-any-time'],
    // The next fifth of a month, whatever day it is: the pool takes any time.
    async run({ app }) {
      const own = helper.client(app, undefined, (text) => {
        const at = new Date(text);
        at.setUTCMonth(at.getUTCMonth() + 1, 5);
        return at.toUTCString().replace(/^(\w+), (\d\d) (\w+) (\d+) (\S+) GMT$/, '$1 $3 $2 $5 UTC $4');
      });
      await own.signIn().catch(refused);
    },
  },
  {
    cause: 'lost-device-password',
    by: identity.library,
    report: 'amplify-js#9366',
    async run({ app }) {
      const own = identity.client(app);
      await identity.signInWithCode(own, app);
      await own.signIn();
      loseThePassword(own.storage);
      await own.signIn();
      await own.signIn();
    },
  },
  {
    cause: 'device-proof-never-accepted',
    by: helper.library,
    report: 'net-ext#73',
    // The verifier is of another secret than the one that is kept.
    async run({ app }) {
      const own = helper.client(app);
      const device = await own.confirm(await own.signIn());
      device.password = 'another';
      await own.signIn({ device }).catch(refused);
      await own.signIn({ device }).catch(refused);
    },
  },
  {
    cause: 'verifier-as-hexadecimal-text',
    by: helper.library,
    report: 'net-ext#139',
    async run({ app }) {
      const own = helper.client(app, (operation, input) => {
        if (operation === 'ConfirmDevice') {
          const { DeviceSecretVerifierConfig: config } = input;
          config.PasswordVerifier = Buffer.from(Buffer.from(config.PasswordVerifier, 'base64').toString('hex')).toString('base64');
        }
        return input;
      });
      for (let visit = 0; visit < 2; visit++) {
        await own.confirm(await own.signIn()).catch(refused);
      }
    },
  },
  {
    cause: 'proof-without-sign-bytes',
    by: helper.library,
    report: 'docs/protocol.md §5',
    // u of A and B without their sign bytes: right for one sign-in in four.
    setUp: { tracking: 'off' },
    users: { totp: false },
    async run({ app, pool }) {
      const seen = { accepted: 0, refused: 0 };
      while (seen.accepted < 3 || seen.refused < 3) {
        await signInWithoutSignBytes(app).then(() => seen.accepted++, () => seen.refused++);
        await pool.advance(3600); // nobody is locked out
      }
    },
  },
  {
    cause: 'device-key-of-another-sign-in',
    by: helper.library,
    report: 'boto3#4059',
    // The second user's tokens, and the key that is left from the first.
    async run({ app, pool }) {
      const own = helper.client(app);
      const first = await own.signIn();
      const other = await pool.newUser();
      const second = await own.signIn({ ...other, code: () => pool.code(other) });
      await own.confirm({ ...second, NewDeviceMetadata: first.NewDeviceMetadata }).catch(refused);
    },
  },
  {
    cause: 'device-key-made-up',
    by: helper.library,
    report: 'amplify-js#2087',
    async run({ app }) {
      const own = helper.client(app);
      const first = await own.signIn();
      const DeviceKey = `${app.region}_${'01234567-89ab-4cde-8f01-23456789abcd'}`;
      await own.confirm({ ...first, NewDeviceMetadata: { ...first.NewDeviceMetadata, DeviceKey } }).catch(refused);
    },
  },
  {
    cause: 'totp-code-used-twice',
    by: helper.library,
    report: 'SWIFT MFASignInTests.swift',
    setUp: { tracking: 'off' },
    async run({ app }) {
      const own = helper.client(app);
      const code = await app.code();
      await own.signIn({ code: async () => code });
      await own.signIn({ code: async () => code }).catch(refused);
    },
  },
  {
    cause: 'session-used-twice',
    by: helper.library,
    report: 'amplify-js#10849',
    // The app sends the MFA response again, with the Session of the first time.
    async run({ app }) {
      let sent;
      const own = helper.client(app, (operation, input) => {
        if (input.ChallengeName === 'SOFTWARE_TOKEN_MFA') {
          sent = input;
        }
        return input;
      });
      await own.signIn();
      const code = await app.code();
      sent.ChallengeResponses.SOFTWARE_TOKEN_MFA_CODE = code;
      await own.call('RespondToAuthChallenge', sent).catch(refused);
    },
  },
  {
    cause: 'secret-hash-missing-in-device-step',
    by: helper.library,
    report: 'docs/protocol.md §5',
    client: { secret: true },
    async run({ app }) {
      const own = helper.client(app, (operation, input) => {
        if (input.ChallengeName === 'DEVICE_SRP_AUTH') {
          delete input.ChallengeResponses.SECRET_HASH;
        }
        return input;
      });
      const device = await own.confirm(await own.signIn());
      await own.signIn({ device }).catch(refused);
    },
  },
  {
    cause: 'device-key-missing-in-device-step',
    by: helper.library,
    report: 'amplify-swift UserPoolSignInHelper.swift',
    async run({ app }) {
      const own = helper.client(app, (operation, input) => {
        if (input.ChallengeName === 'DEVICE_SRP_AUTH') {
          delete input.ChallengeResponses.DEVICE_KEY;
        }
        return input;
      });
      const device = await own.confirm(await own.signIn());
      await own.signIn({ device }).catch(refused);
    },
  },
];

function loseThePassword(storage) {
  for (const key of [...storage.items.keys()].filter((name) => name.endsWith('.randomPasswordKey'))) {
    storage.setItem(key, 'lost');
  }
}
