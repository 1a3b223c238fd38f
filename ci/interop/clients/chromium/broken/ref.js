import { TRACKED, UNTRACKED } from '../settings.js';

const ROTATION = { client: { rotation: true }, ...UNTRACKED };
const refused = () => {};

export const REF = {
  'CLI-REF-01': {
    how: 'has lost the key when it refreshes',
    ...TRACKED,
    also: ['CLI-SAFE-04'], // amazon-cognito-identity-js repeats whatever refresh is refused
    async walk(page) {
      await page.signIn();
      page.keep('deviceKey', '');
      await page.own.refresh();
    },
  },
  'CLI-REF-02': {
    how: 'refreshes with the key of a device from before its storage was cleared',
    ...TRACKED,
    also: ['CLI-SAFE-04'],
    async walk(page) {
      await page.signIn();
      const before = page.kept('deviceKey');
      localStorage.clear();
      await page.signIn();
      page.keep('deviceKey', before);
      await page.own.refresh();
    },
  },
  'CLI-REF-03': {
    how: 'has lost the key when it renews the tokens',
    ...TRACKED,
    async walk(page) {
      const own = page.amplify();
      await own.signIn();
      page.keep('deviceKey', '');
      await own.refresh().catch(refused);
    },
  },
  'CLI-REF-04': {
    how: 'refreshes while the device is not yet confirmed',
    ...TRACKED,
    also: ['CLI-SAFE-04'],
    async walk(page) {
      page.intercept(async ({ operation, params }) => {
        if (operation === 'ConfirmDevice') {
          page.user.deviceKey = params.DeviceKey;
          page.user.cacheDeviceKeyAndPassword();
          await page.own.refresh();
        }
      });
      await page.signIn();
    },
  },
  'CLI-REF-05': {
    how: 'goes on with its tokens after its client id was changed',
    ...TRACKED,
    also: ['CLI-SAFE-04'],
    async walk(page) {
      await page.signIn();
      const { clientId } = await page.elsewhere('newClient');
      for (const [name, value] of Object.entries(localStorage)) {
        localStorage.setItem(name.replace(page.app.clientId, clientId), value);
      }
      page.user.pool.clientId = clientId;
      await page.own.refresh();
    },
  },
  'CLI-REF-06': {
    how: 'has a second window with the token from before a refresh',
    ...ROTATION,
    async walk(page) {
      const own = page.amplify();
      await own.signIn();
      const putBack = page.backUp();
      await own.refresh();
      putBack();
      await own.refresh().catch(refused);
    },
  },
  'CLI-REF-07': {
    how: 'has a page with amazon-cognito-identity-js, which refreshes by REFRESH_TOKEN_AUTH, beside one with aws-amplify',
    ...ROTATION,
    async walk(page) {
      const own = page.amplify();
      await own.signIn();
      await own.refresh();
      const user = page.own.pool.getCurrentUser();
      const token = new page.library.CognitoRefreshToken({ RefreshToken: page.kept('refreshToken') });
      await new Promise((resolve) => user.refreshSession(token, resolve));
    },
  },
  'CLI-REF-08': {
    how: 'goes on with its refresh token after GlobalSignOut',
    ...UNTRACKED,
    also: ['CLI-SAFE-04'],
    async walk(page) {
      await page.signIn();
      await page.own.answer((user, callbacks) => user.globalSignOut(callbacks));
      await page.own.refresh();
    },
  },
};
