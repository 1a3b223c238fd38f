// One user for each class of padding, in A, B, the salt and the verifier, each
// in the user's leg and in the device's. The classes are reached by seeds:
//
//   A                            the client's, searched before each leg
//   device's salt and verifier   the client's, searched when the pool has named
//                                the device, since the verifier depends on it
//   user's salt and verifier     the pool's (`serve --seed`): the password is set
//                                anew until the pool drew what is wanted
//   B                            the pool's, drawn twice: see replay.js

import { AdminPool } from './admin.js';
import { CLASSES } from './classes.js';
import { GROUP_BYTES, SALT_BYTES } from './group.js';
import { PaddedClient } from './padded-client.js';
import { walkReplayed } from './replay.js';
import { startServer } from '../shared/server.mjs';
import { walkAlone } from './users.js';

const TRIES = 10_000; // the rarest class holds one number in 256

// Whether what the pool drew with a password is of the class that a user wants.
const DRAWN_BY_POOL = {
  salt: (client, salt) => client.accepts(salt, SALT_BYTES),
  verifier: (client, salt) => client.accepts(client.userVerifier(salt), GROUP_BYTES),
};

/**
 * Walks one user for each class of one number.
 *
 * @param {string} binary path of cogbench
 * @param {'always'|'opt-in'} tracking
 * @param {'A'|'B'|'salt'|'verifier'} number
 * @param {(client: PaddedClient, className: string) => void} report called after each user
 */
export async function walkClasses(binary, tracking, number, report) {
  for (const [index, className] of Object.keys(CLASSES).entries()) {
    const seed = `${index + 1}`;
    const client =
      number === 'B'
        ? await walkReplayed(binary, seed, tracking, className)
        : await walkOnce(binary, seed, tracking, number, className);
    client.assertSeen();
    report(client, className);
  }
}

async function walkOnce(binary, seed, tracking, number, className) {
  const server = await startServer(binary, ['--seed', seed]);
  try {
    const pool = await AdminPool.create(server, tracking);
    const client = new PaddedClient(pool, `${number.toLowerCase()}-${seed}`, number, className);
    await pool.createUser(client.username);
    await setPassword(client, DRAWN_BY_POOL[number] ?? (() => true));
    await walkAlone(client);
    return client;
  } finally {
    await server.stop();
  }
}

async function setPassword(client, accepts) {
  for (let i = 0; i < TRIES; i++) {
    await client.pool.setPassword(client.username, client.password);
    const { SALT } = await client.pool.probe(client.username);
    if (accepts(client, BigInt(`0x${SALT}`))) {
      return;
    }
  }
  throw new Error('the pool never drew a salt of the wanted class');
}
