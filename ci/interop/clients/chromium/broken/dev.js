import { TRACKED } from '../settings.js';

export const DEV = {
  'CLI-DEV-01': {
    how: 'clears its storage whenever the user signs out (amplify-js#14349)',
    ...TRACKED,
    async walk(page) {
      for (let visit = 0; visit < 3; visit++) {
        await page.signIn();
        localStorage.clear();
      }
    },
  },
  'CLI-DEV-02': {
    how: 'puts back from its own copy what the library dropped of a device that does not exist any more',
    ...TRACKED,
    async walk(page) {
      await page.signIn();
      const putBack = page.backUp();
      await page.elsewhere('forget', page.kept('deviceKey'));
      await page.signIn();
      putBack();
      await page.signIn();
    },
  },
  'CLI-DEV-03': {
    how: 'goes on with a device whose password it lost (amplify-js#9366)',
    ...TRACKED,
    async walk(page) {
      await page.signIn();
      page.keep('randomPasswordKey', 'lost');
      await page.signIn();
      await page.signIn();
    },
  },
  'CLI-DEV-04': {
    how: 'puts back from its own copy a device that it had forgotten',
    ...TRACKED,
    async walk(page) {
      await page.signIn();
      const putBack = page.backUp();
      await page.own.forget();
      putBack();
      await page.signIn();
    },
  },
};
