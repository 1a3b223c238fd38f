// What an administrator does: a pool that demands TOTP, a public client, a user, and
// the user's authenticator app.

import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  SetUserPoolMfaConfigCommand,
} from '@aws-sdk/client-cognito-identity-provider';

import { code, step, STEP_SECONDS } from '../shared/totp.mjs';

export class Pool {
  username = 'interop';
  password = 'Interop-1!ä';
  #secret;
  #aheadMs = 0;

  /**
   * @param {{endpoint: string, region: string, accessKeyId: string, secretAccessKey: string}} server
   * @param {'always'|'opt-in'} tracking
   */
  static async create(server, tracking) {
    const sdk = new CognitoIdentityProviderClient({
      endpoint: server.endpoint,
      region: server.region,
      credentials: { accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey },
      maxAttempts: 1,
    });
    const pool = new Pool();
    Object.assign(pool, { endpoint: server.endpoint, tracking });
    const { UserPool } = await sdk.send(new CreateUserPoolCommand({
      PoolName: `interop-amplify-${tracking}`,
      DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: tracking === 'opt-in' },
    }));
    pool.id = UserPool.Id;
    await sdk.send(new SetUserPoolMfaConfigCommand({
      UserPoolId: pool.id, MfaConfiguration: 'ON', SoftwareTokenMfaConfiguration: { Enabled: true },
    }));
    const { UserPoolClient } = await sdk.send(new CreateUserPoolClientCommand({
      UserPoolId: pool.id, ClientName: 'amplify', ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    }));
    pool.clientId = UserPoolClient.ClientId;
    const user = { UserPoolId: pool.id, Username: pool.username };
    await sdk.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }));
    await sdk.send(new AdminSetUserPasswordCommand({ ...user, Password: pool.password, Permanent: true }));
    return pool;
  }

  /**
   * A code of the app that was not used yet, and a wrong one: the pool's clock moves
   * on for it. A secret is that of a new app.
   */
  async code(secret = this.#secret) {
    this.#secret = secret;
    const response = await fetch(new URL('/_cogbench/clock', this.endpoint), {
      method: 'POST',
      body: JSON.stringify({ advance: `${STEP_SECONDS}s`, userPoolId: this.id }),
    });
    if (!response.ok) {
      throw new Error(`the pool's clock did not move: HTTP ${response.status}`);
    }
    this.#aheadMs += STEP_SECONDS * 1000;
    const right = code(secret, step(Date.now() + this.#aheadMs));
    return { code: right, wrong: String((Number(right) + 1) % 1_000_000).padStart(6, '0') };
  }
}
