// A user with amazon-cognito-identity-js in hand. The library is used as it is
// published; this file only turns its callbacks into promises that say which
// callback came, and with what.

import { createRequire } from 'node:module';

import './randomness.js'; // before the library, which looks for its source once
import { code, step } from '../shared/totp.mjs';
import { turn } from './turn.js';

const { AuthenticationDetails, CognitoUser, CognitoUserAttribute, CognitoUserPool } = createRequire(
  import.meta.url,
)('amazon-cognito-identity-js');

// The script of threat protection that a page may load beside the library: with
// it, every request carries UserContextData.
globalThis.AmazonCognitoAdvancedSecurityData = {
  getData: (username) => Buffer.from(JSON.stringify({ username, device: 'interop' })).toString('base64'),
};

const SIGN_IN_CALLBACKS = [
  'onSuccess',
  'onFailure',
  'mfaRequired',
  'totpRequired',
  'mfaSetup',
  'selectMFAType',
  'newPasswordRequired',
  'customChallenge',
];

/** One person at one browser: the storage is not shared with another user. */
export class Client {
  #totp;

  /**
   * @param {import('./admin.js').AdminPool} pool
   * @param {string} username
   * @param {string} password
   */
  constructor(pool, username, password) {
    this.pool = pool;
    this.username = username;
    this.password = password;
    this.storage = new Map();
    this.Storage = {
      setItem: (key, value) => this.storage.set(key, String(value)),
      getItem: (key) => this.storage.get(key) ?? null,
      removeItem: (key) => this.storage.delete(key),
      clear: () => this.storage.clear(),
    };
    this.userPool = new CognitoUserPool({
      UserPoolId: pool.id,
      ClientId: pool.clientId,
      endpoint: pool.endpoint,
      AdvancedSecurityDataCollectionFlag: true,
      Storage: this.Storage,
    });
    this.#openPage();
  }

  // A new page: what is known of the device comes from the storage alone.
  #openPage() {
    this.user = new CognitoUser({
      Username: this.username,
      Pool: this.userPool,
      Storage: this.Storage,
    });
  }

  signUp() {
    const email = new CognitoUserAttribute({ Name: 'email', Value: `${this.username}@example.com` });
    return new Promise((resolve, reject) => {
      this.userPool.signUp(this.username, this.password, [email], [], (error, result) =>
        error ? reject(error) : resolve(result),
      );
    });
  }

  /** Starts a sign-in on a new page; ends at the first callback. */
  async signIn() {
    await turn();
    this.#openPage();
    const details = new AuthenticationDetails({ Username: this.username, Password: this.password });
    return outcome(SIGN_IN_CALLBACKS, (callbacks) => this.user.authenticateUser(details, callbacks));
  }

  /** Starts a sign-in in another tab, which is closed at the first callback. */
  async signInElsewhere() {
    const tab = this.user;
    try {
      return await this.signIn();
    } finally {
      this.user = tab;
    }
  }

  async enrolTotp(deviceName) {
    const associated = await outcome(['associateSecretCode', 'onFailure'], (callbacks) =>
      this.user.associateSoftwareToken(callbacks),
    );
    if (associated.callback !== 'associateSecretCode') {
      return associated;
    }
    this.#totp = { secret: associated.args[0], lastStep: -1 };
    return outcome(['onSuccess', 'onFailure'], (callbacks) =>
      this.user.verifySoftwareToken(this.#freshCode(), deviceName, callbacks),
    );
  }

  sendTotp() {
    return outcome(SIGN_IN_CALLBACKS, (callbacks) =>
      this.user.sendMFACode(this.#freshCode(), callbacks, 'SOFTWARE_TOKEN_MFA'),
    );
  }

  rememberDevice() {
    return this.#simple((callbacks) => this.user.setDeviceStatusRemembered(callbacks));
  }

  forgetDevice() {
    return this.#simple((callbacks) => this.user.forgetDevice(callbacks));
  }

  getDevice() {
    return this.#simple((callbacks) => this.user.getDevice(callbacks));
  }

  listDevices(limit) {
    return this.#simple((callbacks) => this.user.listDevices(limit, null, callbacks));
  }

  refresh() {
    const token = this.user.getSignInUserSession().getRefreshToken();
    return new Promise((resolve, reject) => {
      this.user.refreshSession(token, (error, session) => (error ? reject(error) : resolve(session)));
    });
  }

  get deviceKey() {
    return this.user.deviceKey ?? null;
  }

  /** What the library keeps for the next page load. */
  stored(name) {
    return this.storage.get(`CognitoIdentityServiceProvider.${this.pool.clientId}.${this.username}.${name}`);
  }

  // A code is of the pool's time, and of a step that this user has not used.
  #freshCode() {
    const now = step(this.pool.now());
    if (now <= this.#totp.lastStep) {
      throw new Error(`${this.username} would use the TOTP code of step ${now} again`);
    }
    this.#totp.lastStep = now;
    return code(this.#totp.secret, now);
  }

  async #simple(start) {
    const result = await outcome(['onSuccess', 'onFailure'], start);
    if (result.callback === 'onFailure') {
      throw result.args[0];
    }
    return result.args[0];
  }
}

/** Callbacks that came after another had already ended their call. */
export const strays = [];

// Resolves to the first of the named callbacks that is called, with its arguments.
function outcome(names, start) {
  return new Promise((resolve, reject) => {
    let first;
    const callbacks = {};
    for (const name of names) {
      callbacks[name] = (...args) => {
        if (first) {
          strays.push(`${name} after ${first}`);
        }
        first ??= name;
        resolve({ callback: name, args });
      };
    }
    try {
      start(callbacks);
    } catch (error) {
      reject(error);
    }
  });
}
