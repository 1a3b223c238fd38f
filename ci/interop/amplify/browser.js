// Chromium without a window, as Debian packages it. Its web security is on: that is
// what the walk is for.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
// A container has no sandbox for a browser, and little shared memory; it opens the
// run's own page.
const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--enable-logging=stderr',
];

/**
 * Opens a page with a profile that nobody used before.
 *
 * @param {string} address
 * @returns {{complaints: () => string[], ended: Promise<void>, close: () => Promise<void>}}
 *   complaints are what its console says of CORS
 */
export function openPage(address) {
  const program = NAMES.find((name) => !spawnSync(name, ['--version']).error);
  if (!program) {
    throw new Error('no Chromium on this machine');
  }
  const profile = mkdtempSync(join(tmpdir(), 'cogbench-chromium-'));
  const child = spawn(program, [...FLAGS, `--user-data-dir=${profile}`, address], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => child.once('close', () => resolve()));
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill); // a run that fails leaves no browser behind
  return {
    complaints: () => said.split('\n').filter((line) => line.includes('CORS policy')),
    ended,
    close: async () => {
      process.removeListener('exit', kill);
      child.kill('SIGTERM');
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
