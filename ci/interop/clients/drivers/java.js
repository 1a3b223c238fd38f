// The Java client of java/Client.java, which walks by itself.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const library = 'java.math.BigInteger';

/** The walk of a remembered device. @param {import('./app.js').App} app */
export async function walk(app) {
  await promisify(execFile)('java', [fileURLToPath(new URL('../java/Client.java', import.meta.url))], {
    env: {
      ...process.env,
      COGBENCH_ENDPOINT: app.endpoint, COGBENCH_REGION: app.region, COGBENCH_USER_POOL_ID: app.poolId, COGBENCH_CLIENT_ID: app.clientId,
      COGBENCH_USERNAME: app.username, COGBENCH_PASSWORD: app.password, COGBENCH_TOTP_SECRET: app.totpSecret,
      INTEROP_AHEAD_SECONDS: String(app.aheadSeconds ?? 0),
    },
  });
}
