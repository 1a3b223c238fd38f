// Many users of one pool, side by side.

import { AdminPool } from './admin.js';
import { Client } from './client.js';
import { STEP_SECONDS } from '../shared/totp.mjs';
import { enrol, enrolAtFirstSignIn, forget, forgottenElsewhere, remember } from './walk.js';

const PARTS = [
  { walk: enrol, moveClock: true },
  { walk: remember, moveClock: true },
  { walk: forget, moveClock: false },
  { walk: forgottenElsewhere, moveClock: false },
];

/**
 * Walks `count` users through the protocol.
 *
 * @param {object} server as startServer returns it
 * @param {'always'|'opt-in'} tracking
 * @param {number} count
 * @returns {Promise<{passed: number, failed: {user: string, error: string}[]}>}
 */
export async function walkUsers(server, tracking, count) {
  const pool = await AdminPool.create(server, tracking);
  const failed = [];
  let clients = Array.from({ length: count }, (_, i) => new Client(pool, `${tracking}-${i + 1}`, `Interop-${i + 1}!ä`));
  for (const part of PARTS) {
    const results = await Promise.allSettled(clients.map((client) => part.walk(client)));
    results.forEach((result, i) => {
      if (result.status === 'rejected') {
        failed.push({ user: clients[i].username, error: explain(part.walk.name, result.reason) });
      }
    });
    clients = clients.filter((_, i) => results[i].status === 'fulfilled');
    if (part.moveClock) {
      await pool.advance(STEP_SECONDS);
    }
  }
  await pool.delete();
  return { passed: clients.length, failed };
}

/** Walks one user alone, as far as its own device goes. */
export async function walkAlone(client) {
  for (const part of [enrolAtFirstSignIn, remember]) {
    await part(client);
    await client.pool.advance(STEP_SECONDS);
  }
  await forget(client);
}

/** What went wrong, and where in this folder. */
export function explain(part, error) {
  const here = new URL('.', import.meta.url).href;
  const frame = (error.stack ?? '').split('\n').find((line) => line.includes(here) && !line.includes('node_modules'));
  const place = /([\w-]+\.js:\d+):\d+\)?$/.exec(frame ?? '')?.[1] ?? 'the library';
  return `${part} (${place}): ${error.name}: ${error.message}`;
}
