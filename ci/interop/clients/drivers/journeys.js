// cogbench's own journeys, as its load drives them: users who come back to a remembered
// device. They make their own pool.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export const library = 'cogbench load';

/** @param {import('./app.js').App & {cogbench: string, server: object}} app */
export async function walk(app) {
  const flags = ['--scenario', 'remembered-signin', '--users', '2', '--rate', '1', '--duration', '4s', '--quiet'];
  await promisify(execFile)(app.cogbench, ['load', '--endpoint', app.endpoint, ...flags], {
    env: {
      ...process.env,
      COGBENCH_ACCESS_KEY_ID: app.server.accessKeyId, COGBENCH_SECRET_ACCESS_KEY: app.server.secretAccessKey,
    },
  });
}
