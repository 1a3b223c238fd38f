import { TRACKED, UNTRACKED } from '../settings.js';

export const SAFE = {
  'CLI-SAFE-01': {
    how: 'sends the password beside SRP_A',
    ...UNTRACKED,
    async walk(page) {
      page.intercept(({ operation, params }) => {
        if (operation === 'InitiateAuth') {
          params.AuthParameters.PASSWORD = page.app.password;
        }
      });
      await page.signIn();
    },
  },
  'CLI-SAFE-03': {
    how: 'confirms a device twice',
    ...TRACKED,
    async walk(page) {
      page.intercept(({ operation, send }) => (operation === 'ConfirmDevice' ? send() : undefined));
      await page.signIn();
    },
  },
  'CLI-SAFE-04': {
    how: 'is amazon-cognito-identity-js, which repeats a refresh that is refused five times',
    ...UNTRACKED,
    async walk(page) {
      await page.signIn();
      await page.elsewhere('signOut');
      await page.own.refresh();
    },
  },
};
