// What an administrator does: a pool of a set-up, its clients, its users and their
// authenticator apps. These calls go to the server itself, past whoever records.

import { randomUUID } from 'node:crypto';

import {
  AdminCreateUserCommand,
  AdminForgetDeviceCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  AssociateSoftwareTokenCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  SetUserMFAPreferenceCommand,
  SetUserPoolMfaConfigCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';

import { code, step, STEP_SECONDS } from '../shared/totp.mjs';

// The SDK's word on Node versions to come is not this run's matter.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const FLOWS = ['USER_SRP_AUTH', 'USER_PASSWORD_AUTH', 'CUSTOM_AUTH', 'ADMIN_USER_PASSWORD_AUTH', 'REFRESH_TOKEN_AUTH'];
const EMAIL_SENDER = { EmailSendingAccount: 'DEVELOPER', SourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/example.com' };

/** A pool with TOTP for whoever enrols, and devices that replace it. */
export class Pool {
  #sdk;
  #server;
  #aheadMs = 0;

  /** How far the pool's clock is ahead. */
  get aheadSeconds() {
    return this.#aheadMs / 1000;
  }

  /**
   * @param {{endpoint: string, region: string, accessKeyId: string, secretAccessKey: string}} server
   * @param {{tracking?: 'always'|'opt-in'|'off', suppresses?: boolean, mfa?: 'ON'|'OPTIONAL', email?: boolean,
   *   alias?: boolean, custom?: boolean}} setUp suppresses: devices replace the second
   *   factor; email: users get their codes by e-mail; alias: users sign in by their address;
   *   custom: the pool has the functions of CUSTOM_AUTH
   */
  static async create(server, { tracking = 'always', suppresses = true, mfa = 'OPTIONAL', email, alias, custom } = {}) {
    const pool = new Pool();
    pool.#server = server;
    pool.region = server.region;
    pool.#sdk = new CognitoIdentityProviderClient({
      endpoint: server.endpoint,
      region: server.region,
      credentials: { accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey },
      maxAttempts: 1,
    });
    const { UserPool } = await pool.#send(CreateUserPoolCommand, {
      PoolName: 'interop-clients',
      UsernameAttributes: alias && ['email'],
      AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: 'admin_only' }] },
      EmailConfiguration: email && EMAIL_SENDER,
      LambdaConfig: custom && (await pool.#triggers()),
      DeviceConfiguration: tracking === 'off' ? undefined : {
        ChallengeRequiredOnNewDevice: suppresses, DeviceOnlyRememberedOnUserPrompt: tracking === 'opt-in',
      },
    });
    pool.id = UserPool.Id;
    await pool.#send(SetUserPoolMfaConfigCommand, {
      UserPoolId: pool.id,
      MfaConfiguration: mfa,
      SoftwareTokenMfaConfiguration: { Enabled: true },
      EmailMfaConfiguration: email && {},
    });
    Object.assign(pool, await pool.newClient());
    return pool;
  }

  /** Makes an app client. @returns {Promise<{clientId: string, clientSecret?: string}>} */
  async newClient({ secret = false, rotation = false } = {}) {
    const flows = rotation ? FLOWS.filter((flow) => flow !== 'REFRESH_TOKEN_AUTH') : FLOWS;
    const { UserPoolClient } = await this.#send(CreateUserPoolClientCommand, {
      UserPoolId: this.id, ClientName: 'interop', GenerateSecret: secret,
      ExplicitAuthFlows: flows.map((flow) => `ALLOW_${flow}`),
      RefreshTokenRotation: rotation ? { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 } : undefined,
    });
    return { clientId: UserPoolClient.ClientId, clientSecret: UserPoolClient.ClientSecret };
  }

  /**
   * Makes a user, with the second factors that are wanted.
   *
   * @param {{totp?: boolean, email?: boolean, preferred?: boolean, temporary?: boolean}} [what] preferred:
   *   a factor is; temporary: the first sign-in asks for a new password
   */
  async newUser({ totp = true, email = false, preferred = true, temporary = false } = {}) {
    const user = { username: `${randomUUID().slice(0, 8)}@example.com`, password: `Interop-1!${randomUUID().slice(0, 8)}` };
    await this.#send(AdminCreateUserCommand, {
      UserPoolId: this.id, Username: user.username, MessageAction: 'SUPPRESS',
      UserAttributes: [{ Name: 'email', Value: user.username }, { Name: 'email_verified', Value: 'true' }],
    });
    await this.#send(AdminSetUserPasswordCommand, {
      UserPoolId: this.id, Username: user.username, Password: user.password, Permanent: !temporary,
    });
    if (totp || email) {
      await this.enrol(user, { totp, email, preferred });
    }
    return user;
  }

  /** Gives a user a second factor, as another app of theirs would. */
  async enrol(user, { totp = true, email = false, preferred = true } = {}) {
    const { AuthenticationResult } = await this.#send(AdminInitiateAuthCommand, {
      UserPoolId: this.id, ClientId: this.clientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: user.username, PASSWORD: user.password },
    });
    const { AccessToken } = AuthenticationResult;
    if (totp) {
      user.totpSecret = (await this.#send(AssociateSoftwareTokenCommand, { AccessToken })).SecretCode;
      await this.#send(VerifySoftwareTokenCommand, { AccessToken, UserCode: await this.code(user) });
    }
    const settings = { Enabled: true, PreferredMfa: preferred };
    await this.#send(SetUserMFAPreferenceCommand, {
      AccessToken, SoftwareTokenMfaSettings: totp ? settings : undefined, EmailMfaSettings: email ? settings : undefined,
    });
  }

  /** A code of the user's app that was not used yet: the pool's clock moves on for it. */
  async code(user) {
    await this.advance(STEP_SECONDS);
    return code(user.totpSecret, step(Date.now() + this.#aheadMs));
  }

  /** The newest code that was sent to the user. */
  async sentCode(user) {
    const address = new URL('/_cogbench/messages', this.#server.endpoint);
    address.search = new URLSearchParams({ userPoolId: this.id, username: user.username });
    const { messages } = await (await fetch(address)).json();
    return messages.at(-1).code;
  }

  async advance(seconds) {
    const response = await fetch(new URL('/_cogbench/clock', this.#server.endpoint), {
      method: 'POST', body: JSON.stringify({ advance: `${seconds}s`, userPoolId: this.id }),
    });
    if (!response.ok) {
      throw new Error(`the pool's clock did not move: HTTP ${response.status}`);
    }
    this.#aheadMs += seconds * 1000;
  }

  forget(user, DeviceKey) {
    return this.#send(AdminForgetDeviceCommand, { UserPoolId: this.id, Username: user.username, DeviceKey });
  }

  /** Signs a user out everywhere, as an administrator does. */
  signOut(user) {
    return this.#send(AdminUserGlobalSignOutCommand, { UserPoolId: this.id, Username: user.username });
  }

  async #triggers() {
    const about = await (await fetch(new URL('/_cogbench/', this.#server.endpoint))).json();
    const { defineAuthChallenge, createAuthChallenge, verifyAuthChallenge, answer } = about.triggers;
    this.customAnswer = answer;
    return {
      DefineAuthChallenge: defineAuthChallenge, CreateAuthChallenge: createAuthChallenge,
      VerifyAuthChallengeResponse: verifyAuthChallenge,
    };
  }

  #send(Command, input) {
    return this.#sdk.send(new Command(input));
  }
}
