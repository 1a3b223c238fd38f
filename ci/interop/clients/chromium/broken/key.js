import { CODES_BESIDE, CUSTOM, TRACKED } from '../settings.js';

const UNDER_ALIAS = { setUp: { alias: true }, users: { totp: false } };

export const KEY = {
  'CLI-KEY-01': {
    how: 'sends the code from a page that does not look for the device',
    ...CODES_BESIDE,
    async walk(page) {
      await page.signIn();
      await page.begin();
      page.user.deviceKey = null;
      await page.sendCode();
    },
  },
  'CLI-KEY-02': {
    how: 'answers a custom challenge without the key',
    ...CUSTOM,
    async walk(page) {
      const custom = { ...page.app, flow: 'CUSTOM_AUTH' };
      page.respond('CUSTOM_CHALLENGE', (responses) => delete responses.DEVICE_KEY);
      await page.signIn(custom);
      await page.signIn(custom);
    },
  },
  'CLI-KEY-03': {
    how: 'has lost the key when the device is asked for',
    ...TRACKED,
    async walk(page) {
      page.override('CognitoUser', 'getDeviceResponse', (right) => function (...parameters) {
        this.deviceKey = undefined;
        right.apply(this, parameters);
      });
      await page.signIn();
      await page.signIn();
    },
  },
  'CLI-KEY-04': {
    how: 'has the keys of two devices, and sends the other with the code',
    ...CODES_BESIDE,
    async walk(page) {
      await page.signIn();
      const another = page.kept('deviceKey');
      localStorage.clear();
      await page.signIn();
      await page.begin();
      page.user.deviceKey = another;
      await page.sendCode();
    },
  },
  'CLI-KEY-05': {
    how: 'keeps the key without its region',
    ...TRACKED,
    async walk(page) {
      await page.signIn();
      page.keep('deviceKey', page.kept('deviceKey').split('_')[1]);
      await page.signIn();
    },
  },
  'CLI-KEY-06': {
    how: 'keeps one device for all of its users (amplify-android#2295)',
    ...TRACKED,
    async walk(page) {
      await page.signIn();
      const other = await page.elsewhere('newUser');
      for (const [name, value] of Object.entries(localStorage)) {
        localStorage.setItem(name.replace(page.app.username, other.username), value);
      }
      await page.signIn(other);
    },
  },
  'CLI-KEY-07': {
    how: 'files the device under the name of the service, and looks for it under the one that was entered',
    ...UNDER_ALIAS,
    async walk(page) {
      page.override('CognitoUser', 'getCachedDeviceKeyAndPassword', (right) => function () {
        const { username } = this;
        this.username = page.app.username;
        right.call(this);
        this.username = username;
      });
      for (let visit = 0; visit < 3; visit++) {
        await page.signIn();
      }
    },
  },
};
