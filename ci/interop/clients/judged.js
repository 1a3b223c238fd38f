// One walk of one client in a pool of its own, recorded and judged.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { STEP_SECONDS } from '../shared/totp.mjs';
import { Pool } from './pool.js';
import { startRecorder } from './recorder.js';

/**
 * @param {{cogbench: string, server: object, driver: {walk: Function, userOf?: object}, tracking: 'always'|'opt-in',
 *   redacted?: string}} walk redacted is the file for the recording without its secrets
 * @returns {Promise<{error?: Error, report?: object, complaint?: string}>} error is what the
 *   walk ended with, report is client.json, complaint is why there is none
 */
export async function judged({ cogbench, server, driver, tracking, redacted }) {
  const pool = await Pool.create(server, { tracking });
  const user = await pool.newUser(driver.userOf);
  const recorder = await startRecorder(server.endpoint);
  await pool.advance(STEP_SECONDS); // the code of enrolling is used
  const app = {
    ...user, endpoint: recorder.endpoint, region: server.region, poolId: pool.id, clientId: pool.clientId, tracking,
    aheadSeconds: pool.aheadSeconds, code: () => pool.code(user), cogbench, server,
  };
  const error = await driver.walk(app).then(() => undefined, (reason) => reason);
  const folder = mkdtempSync(join(tmpdir(), 'cogbench-judged-'));
  const file = join(folder, 'walk.har');
  writeFileSync(file, JSON.stringify(recorder.har()));
  recorder.stop();
  const { stdout, stderr } = spawnSync(cogbench, ['explain', '--json', file], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (redacted) {
    spawnSync(cogbench, ['explain', '--quiet', '--redact', redacted, file]);
  }
  rmSync(folder, { recursive: true });
  return stdout ? { error, report: JSON.parse(stdout) } : { error, complaint: stderr.trim() };
}
