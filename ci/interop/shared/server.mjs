// The reference pool as a process of its own: `cogbench serve` on a loopback
// port that it picks itself.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const READY_WITHIN_MS = 60_000;

/**
 * Starts `cogbench serve`, or another command that serves a pool, with the given
 * further arguments and waits until it is ready.
 *
 * @param {string} binary path of cogbench
 * @param {string[]} [args] further flags of the command
 * @param {'serve'|'referee'} [command]
 * @returns {Promise<{endpoint: string, region: string, accessKeyId: string,
 *   secretAccessKey: string, stop: () => Promise<void>}>} what else the command's ready file has
 *   is there too
 */
export async function startServer(binary, args = [], command = 'serve') {
  const directory = mkdtempSync(join(tmpdir(), 'cogbench-interop-'));
  const readyFile = join(directory, 'ready.json');
  const child = spawn(
    binary,
    [command, '--listen', '127.0.0.1:0', '--ready-file', readyFile, ...args],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.once('error', () => {}); // a binary that cannot be started has no exit code either
  let complaint = '';
  child.stderr.on('data', (chunk) => (complaint = (complaint + chunk).slice(-2000)));
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill); // a run that fails leaves no server behind

  const stop = async () => {
    process.removeListener('exit', kill);
    child.kill('SIGTERM');
    await ended;
    rmSync(directory, { recursive: true, force: true });
  };
  const announcement = await ready(child, readyFile);
  if (!announcement) {
    kill();
    throw new Error(`cogbench ${command} was not ready: exit code ${child.exitCode} ${complaint}`);
  }
  return { ...announcement, stop };
}

async function ready(child, readyFile) {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline && child.pid && child.exitCode === null) {
    const announcement = existsSync(readyFile) && parsed(readFileSync(readyFile, 'utf8'));
    if (announcement) {
      return announcement;
    }
    await sleep(10);
  }
  return undefined;
}

// A file that is still being written is not yet JSON.
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
