// What an app is told of its pool and its user, from the variables that `cogbench
// referee` sets for the program that it runs.

import { code, step, STEP_SECONDS } from '../../shared/totp.mjs';

/**
 * @typedef {{endpoint: string, region: string, poolId: string, clientId: string, clientSecret?: string,
 *   username: string, password: string, tracking: 'always'|'opt-in', code: (newSecret?: string) => Promise<string>}} App
 */

/** @returns {App} */
export function appOfEnvironment(env = process.env) {
  return {
    endpoint: env.COGBENCH_ENDPOINT,
    region: env.COGBENCH_REGION,
    poolId: env.COGBENCH_USER_POOL_ID,
    clientId: env.COGBENCH_CLIENT_ID,
    clientSecret: env.COGBENCH_CLIENT_SECRET || undefined,
    username: env.COGBENCH_USERNAME,
    password: env.COGBENCH_PASSWORD,
    tracking: env.INTEROP_TRACKING ?? 'always',
    totpSecret: env.COGBENCH_TOTP_SECRET,
    code: () => unusedCode(env),
  };
}

let codes = 0;

/** A code that was not used yet: for each but the first the pool's clock moves on. */
async function unusedCode(env) {
  if (codes++) {
    const body = JSON.stringify({ advance: `${STEP_SECONDS}s` });
    await fetch(new URL('/_cogbench/clock', env.COGBENCH_ENDPOINT), { method: 'POST', body });
  }
  return code(env.COGBENCH_TOTP_SECRET, step(Date.now()) + codes - 1);
}
