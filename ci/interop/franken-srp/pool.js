// What an administrator does: a pool of a set-up, its client and its one user. The AWS
// SDK makes the calls, as it would to the real service.

import { randomUUID } from 'node:crypto';

import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  AssociateSoftwareTokenCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  ForgetDeviceCommand,
  SetUserMFAPreferenceCommand,
  SetUserPoolMfaConfigCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';

import { code, step, STEP_SECONDS } from '../shared/totp.mjs';

const SMS = { SnsCallerArn: 'arn:aws:iam::123456789012:role/interop-sms' };

export class Pool {
  #sdk;
  #server;
  #secret;
  #aheadMs = 0;

  /** Makes the pool, its client, and a user with a password that lasts. */
  static async create(server, setUp) {
    const pool = new Pool();
    pool.#server = server;
    pool.#sdk = new CognitoIdentityProviderClient({
      endpoint: server.endpoint,
      region: server.region,
      credentials: { accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey },
      maxAttempts: 1,
    });
    await pool.#makePool(setUp);
    await pool.#makeUser();
    return pool;
  }

  async #makePool(setUp) {
    const { UserPool } = await this.#send(CreateUserPoolCommand, {
      PoolName: 'interop-franken-srp',
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: 'admin_only' }] },
      DeviceConfiguration: setUp.tracking && {
        DeviceOnlyRememberedOnUserPrompt: setUp.tracking === 'opt-in',
        ChallengeRequiredOnNewDevice: setUp.challenge,
      },
    });
    this.id = UserPool.Id;
    if (setUp.mfa) {
      await this.#send(SetUserPoolMfaConfigCommand, {
        UserPoolId: this.id,
        MfaConfiguration: 'OPTIONAL',
        SmsMfaConfiguration: { SmsConfiguration: SMS },
        SoftwareTokenMfaConfiguration: { Enabled: true },
      });
    }
    const { UserPoolClient } = await this.#send(CreateUserPoolClientCommand, {
      UserPoolId: this.id,
      ClientName: 'franken-srp',
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
    });
    this.clientId = UserPoolClient.ClientId;
  }

  async #makeUser() {
    this.username = `${randomUUID()}@example.com`;
    this.password = `Lasting1!${randomUUID()}`;
    await this.#send(AdminCreateUserCommand, { UserPoolId: this.id, Username: this.username, MessageAction: 'SUPPRESS' });
    await this.#setPassword(this.password, true);
  }

  /** Gives the user a password that has to be changed at the next sign-in. */
  async setTemporaryPassword() {
    this.temporaryPassword = `Passing1!${randomUUID()}`;
    await this.#setPassword(this.temporaryPassword, false);
  }

  #setPassword(Password, Permanent) {
    return this.#send(AdminSetUserPasswordCommand, { UserPoolId: this.id, Username: this.username, Password, Permanent });
  }

  /** Gives the user an authenticator app. */
  async enrol(AccessToken) {
    const { SecretCode } = await this.#send(AssociateSoftwareTokenCommand, { AccessToken });
    this.#secret = SecretCode;
    await this.#send(VerifySoftwareTokenCommand, { AccessToken, UserCode: await this.code() });
    await this.#send(SetUserMFAPreferenceCommand, { AccessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } });
  }

  /** A code of the app that was not used yet: the pool's clock moves on for it. */
  async code() {
    const { endpoint } = this.#server;
    const response = await fetch(new URL('/_cogbench/clock', endpoint), {
      method: 'POST',
      body: JSON.stringify({ advance: `${STEP_SECONDS}s`, userPoolId: this.id }),
    });
    if (!response.ok) {
      throw new Error(`the pool's clock did not move: HTTP ${response.status}`);
    }
    this.#aheadMs += STEP_SECONDS * 1000;
    return code(this.#secret, step(Date.now() + this.#aheadMs));
  }

  forget(AccessToken, DeviceKey) {
    return this.#send(ForgetDeviceCommand, { AccessToken, DeviceKey });
  }

  #send(Command, input) {
    return this.#sdk.send(new Command(input));
  }
}
