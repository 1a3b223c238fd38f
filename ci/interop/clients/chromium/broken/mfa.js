import { CODES_ALONE, CODES_BESIDE, SET_UP } from '../settings.js';

export const MFA = {
  'CLI-MFA-01': {
    how: 'sends the code of an authenticator app as SMS_MFA_CODE alone',
    ...CODES_ALONE,
    async walk(page) {
      page.respond('SOFTWARE_TOKEN_MFA', (responses) => delete responses.SOFTWARE_TOKEN_MFA_CODE);
      await page.signIn();
    },
  },
  'CLI-MFA-02': {
    how: 'keeps the code for the next sign-in',
    ...CODES_ALONE,
    async walk(page) {
      const code = await page.app.code();
      for (let visit = 0; visit < 2; visit++) {
        await page.begin();
        await page.own.sendCode(code);
      }
    },
  },
  'CLI-MFA-03': {
    how: 'selects SMS, which was not offered',
    setUp: { tracking: 'off', email: true },
    users: { email: true, preferred: false },
    async walk(page) {
      await page.begin();
      await page.own.answer((user, callbacks) => user.sendMFASelectionAnswer('SMS_MFA', callbacks));
    },
  },
  'CLI-MFA-04': {
    how: 'ends MFA_SETUP with the Session that came with the secret code',
    ...SET_UP,
    async walk(page) {
      let session;
      page.intercept(({ operation, params }) => {
        if (operation === 'VerifySoftwareToken') {
          session = params.Session;
        } else if (params.ChallengeName === 'MFA_SETUP') {
          params.Session = session;
        }
      });
      await page.signIn();
    },
  },
  'CLI-MFA-05': {
    how: 'verifies the token with the Session of the challenge',
    ...SET_UP,
    async walk(page) {
      await page.begin();
      const { Session } = page.user;
      await page.own.answer((user, callbacks) => user.associateSoftwareToken(callbacks));
      page.user.Session = Session;
      const code = await page.app.code(page.given()[0]);
      await page.own.answer((user, callbacks) => user.verifySoftwareToken(code, 'phone', callbacks));
    },
  },
  'CLI-MFA-06': {
    how: 'gives up where a device is asked for after a code',
    ...CODES_BESIDE,
    async walk(page) {
      page.override('CognitoUser', 'getDeviceResponse', () => (callbacks) => callbacks.onFailure(new Error('a device, after a code')));
      for (let visit = 0; visit < 4; visit++) {
        await page.signIn();
      }
    },
  },
};
