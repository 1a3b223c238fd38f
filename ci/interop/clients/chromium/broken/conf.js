import { CUSTOM, SET_UP, TEMPORARY, TRACKED } from '../settings.js';

const OPT_IN = { setUp: { tracking: 'opt-in' }, users: { totp: false } };

const neverConfirm = (page) => page.intercept(({ operation }) => operation !== 'ConfirmDevice');

const confirm = (page, change) =>
  page.intercept((call) => (call.operation === 'ConfirmDevice' ? change(call.params, call) : undefined));

const hexadecimal = (page, what, change) => page.override('AuthenticationHelper', what, (right) => function () {
  return change(right.call(this), this);
});

// Twice, as in a browser whose storage was cleared.
const registerTwice = async (page) => {
  await page.signIn();
  localStorage.clear();
  await page.signIn();
};

export const CONF = {
  'CLI-CONF-01': {
    how: 'does not confirm the device, and refreshes',
    ...TRACKED,
    also: ['CLI-SAFE-04'], // amazon-cognito-identity-js repeats whatever refresh is refused
    async walk(page) {
      neverConfirm(page);
      await page.signIn();
      await page.own.refresh();
    },
  },
  'CLI-CONF-02': {
    how: 'is amazon-cognito-identity-js, which confirms no device after MFA_SETUP (amplify-js#6283)',
    ...SET_UP,
    also: ['CLI-REF-01', 'CLI-SAFE-04'],
    async walk(page) {
      await page.signIn();
      await page.own.refresh();
    },
  },
  'CLI-CONF-03': {
    how: 'does not confirm the device that comes with a new password, and refreshes',
    ...TEMPORARY,
    also: ['CLI-SAFE-04'],
    async walk(page) {
      neverConfirm(page);
      await page.signIn();
      await page.own.refresh();
    },
  },
  'CLI-CONF-04': {
    how: 'does not confirm the device of CUSTOM_AUTH, and refreshes',
    ...CUSTOM,
    also: ['CLI-SAFE-04'],
    async walk(page) {
      neverConfirm(page);
      await page.signIn({ ...page.app, flow: 'CUSTOM_AUTH' });
      await page.own.refresh();
    },
  },
  'CLI-CONF-05': {
    how: 'registers the device in base64 for URLs',
    ...TRACKED,
    async walk(page) {
      confirm(page, ({ DeviceSecretVerifierConfig: config }) => {
        config.PasswordVerifier = config.PasswordVerifier.replaceAll('+', '-').replaceAll('/', '_');
      });
      await page.signIn();
    },
  },
  'CLI-CONF-06': {
    how: 'has a salt whose first bit is set, and no byte 00 before it',
    ...TRACKED,
    async walk(page) {
      hexadecimal(page, 'getSaltDevices', (salt) => salt.replace(/^(00)?./, 'f'));
      await page.signIn();
    },
  },
  'CLI-CONF-07': {
    how: 'puts a byte 00 before every salt',
    ...TRACKED,
    async walk(page) {
      hexadecimal(page, 'getSaltDevices', (salt) => `00${salt.replace(/^00/, '').replace(/^./, '7')}`);
      await page.signIn();
    },
  },
  'CLI-CONF-08': {
    how: 'encodes the digits of the verifier instead of its bytes',
    ...TRACKED,
    async walk(page) {
      hexadecimal(page, 'getVerifierDevices', (verifier) => Array.from(verifier, (digit) => digit.charCodeAt(0).toString(16)).join(''));
      await page.signIn();
    },
  },
  'CLI-CONF-09': {
    how: 'draws salts from a crypto.getRandomValues that gives the same each time',
    ...TRACKED,
    async walk(page) {
      page.override('AuthenticationHelper', 'generateHashDevice', (right) => function (...parameters) {
        const { getRandomValues } = crypto;
        crypto.getRandomValues = (array) => array.fill(0x5eedface);
        right.apply(this, parameters);
        crypto.getRandomValues = getRandomValues;
      });
      await registerTwice(page);
    },
  },
  'CLI-CONF-10': {
    how: 'registers each device with the verifier of the first',
    ...TRACKED,
    async walk(page) {
      let first;
      hexadecimal(page, 'getVerifierDevices', (verifier) => (first ??= verifier));
      await registerTwice(page);
    },
  },
  'CLI-CONF-11': {
    how: 'sends the verifier as the salt too',
    ...TRACKED,
    async walk(page) {
      hexadecimal(page, 'getSaltDevices', (salt, helper) => helper.getVerifierDevices());
      await page.signIn();
    },
  },
  'CLI-CONF-13': {
    how: 'confirms the device of the first sign-in in the second',
    ...TRACKED,
    async walk(page) {
      let first;
      confirm(page, (params) => {
        params.DeviceKey = first ??= params.DeviceKey;
      });
      await registerTwice(page);
    },
  },
  'CLI-CONF-14': {
    how: 'confirms the device without a verifier',
    ...TRACKED,
    async walk(page) {
      confirm(page, (params) => void delete params.DeviceSecretVerifierConfig);
      await page.signIn();
    },
  },
  'CLI-CONF-15': {
    how: 'names the device by all that it knows of the browser',
    ...TRACKED,
    async walk(page) {
      confirm(page, (params) => {
        params.DeviceName = params.DeviceName.repeat(1 + 1024 / params.DeviceName.length);
      });
      await page.signIn();
    },
  },
  'CLI-CONF-16': {
    how: 'remembers the device, whatever UserConfirmationNecessary says',
    ...TRACKED,
    async walk(page) {
      await page.signIn();
      await page.own.remember();
    },
  },
  'CLI-CONF-17': {
    how: 'remembers the device before it confirms it',
    ...OPT_IN,
    async walk(page) {
      confirm(page, async ({ DeviceKey, AccessToken }) => {
        await page.user.client
          .promisifyRequest('UpdateDeviceStatus', { AccessToken, DeviceKey, DeviceRememberedStatus: 'remembered' })
          .catch(() => {});
      });
      await page.signIn();
    },
  },
  'CLI-CONF-18': {
    how: 'writes remembered in capitals',
    ...OPT_IN,
    async walk(page) {
      page.intercept(({ operation, params }) => {
        if (operation === 'UpdateDeviceStatus') {
          params.DeviceRememberedStatus = params.DeviceRememberedStatus.toUpperCase();
        }
      });
      await page.signIn();
      await page.own.remember();
    },
  },
  'CLI-CONF-19': {
    how: 'does not confirm the device, drops it, and signs the user in again',
    ...TRACKED,
    async walk(page) {
      neverConfirm(page);
      await page.signIn();
      page.user.clearCachedDeviceKeyAndPassword();
      await page.signIn();
    },
  },
};
