// amazon-cognito-identity-js and aws-amplify know no client with a secret; cognito-srp-helper
// does, and leaves the calls to the app.

const SECRET = { client: { secret: true }, users: { totp: false } };
const UNDER_ALIAS = { ...SECRET, setUp: { alias: true } };
const refused = () => {};

export const HASH = {
  'CLI-HASH-01': {
    how: 'leaves SECRET_HASH out where a device is asked for',
    ...SECRET,
    async walk(page) {
      const own = page.helper((operation, input) => {
        if (input.ChallengeName === 'DEVICE_SRP_AUTH') {
          delete input.ChallengeResponses.SECRET_HASH;
        }
        return input;
      });
      const device = await own.confirm(await own.signIn());
      await own.signIn({ device }).catch(refused);
    },
  },
  'CLI-HASH-02': {
    how: 'writes SECRET_HASH in hexadecimal digits',
    ...SECRET,
    async walk(page) {
      const own = page.helper((operation, input) => {
        const parameters = input.AuthParameters ?? input.ChallengeResponses;
        parameters.SECRET_HASH = Array.from(atob(parameters.SECRET_HASH), (c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('');
        return input;
      });
      await own.signIn().catch(refused);
    },
  },
  'CLI-HASH-03': {
    how: 'keeps the SECRET_HASH of the alias where the user name is sent',
    ...UNDER_ALIAS,
    async walk(page) {
      let first;
      const own = page.helper((operation, input) => {
        first ??= input.AuthParameters.SECRET_HASH;
        if (input.ChallengeResponses) {
          input.ChallengeResponses.SECRET_HASH = first;
        }
        return input;
      });
      await own.signIn().catch(refused);
    },
  },
  'CLI-HASH-04': {
    how: 'refreshes with the SECRET_HASH of the alias',
    ...UNDER_ALIAS,
    async walk(page) {
      const own = page.helper();
      const first = await own.signIn();
      const device = await own.confirm(first);
      await own.refresh({ ...first, username: page.app.username }, device).catch(refused);
    },
  },
  'CLI-HASH-05': {
    how: 'renews the tokens without ClientSecret',
    ...SECRET,
    async walk(page) {
      const own = page.helper((operation, input) => {
        delete input.ClientSecret;
        return input;
      });
      const first = await own.signIn();
      await own.renew(first, await own.confirm(first)).catch(refused);
    },
  },
};
