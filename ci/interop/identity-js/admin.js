// What an administrator does: pools, clients, and the clock. The AWS SDK signs
// the calls, as it would for the real service.

import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminForgetDeviceCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DeleteUserPoolCommand,
  InitiateAuthCommand,
  SetUserPoolMfaConfigCommand,
} from '@aws-sdk/client-cognito-identity-provider';

/** DeviceConfiguration by the name that the console gives it. */
export const DEVICE_TRACKING = {
  always: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false },
  'opt-in': { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true },
};

/** One user pool with TOTP required and one public client. */
export class AdminPool {
  #sdk;
  #clockOffsetMs = 0;

  /**
   * @param {{endpoint: string, region: string, accessKeyId: string, secretAccessKey: string}} server
   * @param {'always'|'opt-in'} tracking
   */
  static async create(server, tracking) {
    const pool = new AdminPool();
    pool.endpoint = server.endpoint;
    pool.tracking = tracking;
    pool.#sdk = new CognitoIdentityProviderClient({
      endpoint: server.endpoint,
      region: server.region,
      credentials: { accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey },
      maxAttempts: 1,
    });
    const { UserPool } = await pool.#sdk.send(
      new CreateUserPoolCommand({
        PoolName: `interop-${tracking}`,
        DeviceConfiguration: DEVICE_TRACKING[tracking],
      }),
    );
    pool.id = UserPool.Id;
    await pool.#sdk.send(
      new SetUserPoolMfaConfigCommand({
        UserPoolId: pool.id,
        MfaConfiguration: 'ON',
        SoftwareTokenMfaConfiguration: { Enabled: true },
      }),
    );
    const { UserPoolClient } = await pool.#sdk.send(
      new CreateUserPoolClientCommand({
        UserPoolId: pool.id,
        ClientName: 'identity-js',
        ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      }),
    );
    pool.clientId = UserPoolClient.ClientId;
    return pool;
  }

  /** The pool's name as SRP has it: the id after the underscore. */
  get name() {
    return this.id.split('_')[1];
  }

  /** The pool's time in milliseconds since 1970. */
  now() {
    return Date.now() + this.#clockOffsetMs;
  }

  /** Moves the pool's clock ahead. */
  async advance(seconds) {
    const response = await fetch(new URL('/_cogbench/clock', this.endpoint), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ advance: `${seconds}s`, userPoolId: this.id }),
    });
    if (!response.ok) {
      throw new Error(`the pool's clock did not move: HTTP ${response.status}`);
    }
    this.#clockOffsetMs += seconds * 1000;
  }

  confirmSignUp(Username) {
    return this.#sdk.send(new AdminConfirmSignUpCommand({ UserPoolId: this.id, Username }));
  }

  forgetDevice(Username, DeviceKey) {
    return this.#sdk.send(new AdminForgetDeviceCommand({ UserPoolId: this.id, Username, DeviceKey }));
  }

  createUser(Username) {
    return this.#sdk.send(
      new AdminCreateUserCommand({ UserPoolId: this.id, Username, MessageAction: 'SUPPRESS' }),
    );
  }

  /** Sets the password for good; the pool draws a new salt with it. */
  setPassword(Username, Password) {
    return this.#sdk.send(
      new AdminSetUserPasswordCommand({ UserPoolId: this.id, Username, Password, Permanent: true }),
    );
  }

  /**
   * Starts an SRP sign-in that nobody finishes.
   * @returns {Promise<{SALT: string, SRP_B: string}>} what the pool drew for it
   */
  async probe(USERNAME) {
    const { ChallengeParameters } = await this.#sdk.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_SRP_AUTH',
        ClientId: this.clientId,
        AuthParameters: { USERNAME, SRP_A: '10' },
      }),
    );
    return ChallengeParameters;
  }

  async delete() {
    await this.#sdk.send(new DeleteUserPoolCommand({ UserPoolId: this.id }));
    this.#sdk.destroy();
  }
}
