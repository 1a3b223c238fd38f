// What runs in the page: an app on real libraries, and what a table has it do.

import * as library from 'amazon-cognito-identity-js';

import * as amplify from '../drivers/amplify.js';
import { clientOf, given } from '../drivers/identity-app.js';
import * as helper from '../drivers/srp-helper.js';
import { BROKEN } from './broken/rules.js';
import { RIGHT } from './right.js';

/** Walks by a name of one of the tables, for the app that it is given. */
globalThis.walk = (name, app) => (BROKEN[name] ?? RIGHT[name]).walk(new Page(app));

/** The page of an app. */
export class Page {
  /** @param {import('../drivers/app.js').App} app */
  constructor(app) {
    this.app = { ...app, code: (newSecret) => elsewhere('code', newSecret) };
    this.library = library;
    this.own = clientOf(library, this.app, localStorage);
  }

  /** What others do, as main.js has it: elsewhere('forget', key). */
  elsewhere = elsewhere;

  /** What the last callback was given. */
  given = given;

  /** An app with aws-amplify; it keeps devices where amazon-cognito-identity-js does. */
  amplify = () => amplify.client(this.app, localStorage);

  /** An app with cognito-srp-helper, which keeps nothing. */
  helper = (alter) => helper.client(this.app, alter);

  /** The user who signs in. */
  get user() {
    return this.own.user;
  }

  /** Starts a sign-in, by USER_SRP_AUTH unless flow is another, up to the first callback, whose name it resolves to. */
  begin({ username, password, flow } = this.app) {
    return this.own.signIn(username, password, flow);
  }

  /** Signs in, and answers whatever is asked for. */
  async signIn(how) {
    let asked = await this.begin(how);
    while (ANSWERS[asked]) {
      asked = await ANSWERS[asked](this.own, this.app);
    }
    return asked;
  }

  /** Sends a code that was not used yet, up to the next callback. */
  async sendCode() {
    return this.own.sendCode(await this.app.code());
  }

  /** Changes the library: the method of a class's prototype becomes what make returns. */
  override(className, method, make) {
    const { prototype } = this.library[className];
    prototype[method] = make(prototype[method]);
  }

  /**
   * Comes between the library and its calls.
   *
   * @param {(call: {operation: string, params: object, send: () => Promise<void>}) => unknown} step may change
   *   params; send makes the call one more time; after false it is not made, and the library
   *   is told that it succeeded
   */
  intercept(step) {
    const { prototype } = this.own.pool.client.constructor;
    const { request } = prototype;
    prototype.request = async function (operation, params, callback) {
      const send = () => new Promise((resolve) => request.call(this, operation, params, resolve));
      if ((await step({ operation, params, send })) === false) {
        callback(null, {});
        return;
      }
      request.call(this, operation, params, callback);
    };
  }

  /** Changes the responses to a challenge on their way. */
  respond(challenge, change) {
    this.intercept(({ params }) => {
      if (params.ChallengeName === challenge) {
        change(params.ChallengeResponses, params);
      }
    });
  }

  /** What the library keeps: of the device deviceKey, deviceGroupKey and randomPasswordKey. */
  kept(name) {
    return localStorage.getItem(keyOf(name));
  }

  /** Changes what the library keeps. */
  keep(name, value) {
    localStorage.setItem(keyOf(name), value);
  }

  /** What is in the storage, and a way to put it back there. */
  backUp() {
    const items = { ...localStorage };
    return () => Object.assign(localStorage, items);
  }
}

// The name of the client and that of the user stand before.
function keyOf(name) {
  return Object.keys(localStorage).find((key) => key.endsWith(`.${name}`));
}

function elsewhere(what, ...details) {
  return globalThis.interop(what, ...details);
}

// By the name of the callback that asks.
const ANSWERS = {
  totpRequired: async (own, app) => own.sendCode(await app.code()),
  selectMFAType: (own) => own.answer((user, callbacks) => user.sendMFASelectionAnswer('SOFTWARE_TOKEN_MFA', callbacks)),
  customChallenge: (own, app) => own.answer((user, callbacks) => user.sendCustomChallengeAnswer(app.customAnswer, callbacks)),
  newPasswordRequired: (own, app) => {
    const [, required] = given();
    const attributes = Object.fromEntries(required.map((name) => [name, 'Robin']));
    app.password += '-2';
    return own.answer((user, callbacks) => user.completeNewPasswordChallenge(app.password, attributes, callbacks));
  },
  mfaSetup: (own) => own.answer((user, callbacks) => user.associateSoftwareToken(callbacks)),
  associateSecretCode: async (own, app) => {
    const code = await app.code(given()[0]);
    return own.answer((user, callbacks) => user.verifySoftwareToken(code, 'phone', callbacks));
  },
};
