// B = k·v + g^b mod N is drawn by the pool when the client's A is already sent.
// To meet a B of a given class, the pool's randomness is drawn twice from one
// seed: a first run looks at what the pool draws, and the second makes so many
// sign-ins that nobody finishes that the real client meets the wanted draw.

import { AdminPool } from './admin.js';
import { GROUP_BYTES, MULTIPLIER, modulo, verifier } from './group.js';
import { PaddedClient } from './padded-client.js';
import { startServer } from '../shared/server.mjs';
import { walkAlone } from './users.js';

const DRAWS = 10_000; // the rarest class holds one number in 256
const PASSER_BY = { username: 'passer-by', password: 'Interop-0!ä' };

/**
 * Walks one user whose B is of a class, in the user's leg and in the device's.
 *
 * @param {string} binary path of cogbench
 * @param {string} seed of the pool
 * @param {'always'|'opt-in'} tracking
 * @param {string} className one of CLASSES
 * @returns {Promise<PaddedClient>} after its walk
 */
export async function walkReplayed(binary, seed, tracking, className) {
  const run = (walk) => withPool(binary, seed, tracking, className, walk);
  const userDraw = await run(firstUserDraw);
  const deviceDraw = await run(async (client) => {
    let draw;
    client.beforeDeviceLeg = async () => {
      draw = await firstDeviceDraw(client);
    };
    await skip(client.pool, userDraw);
    await walkAlone(client);
    return draw;
  });
  return run(async (client) => {
    client.beforeDeviceLeg = () => skip(client.pool, deviceDraw);
    await skip(client.pool, userDraw);
    await walkAlone(client);
    return client;
  });
}

// Gives `walk` a user of a pool whose randomness starts anew.
async function withPool(binary, seed, tracking, className, walk) {
  const server = await startServer(binary, ['--seed', seed]);
  try {
    const pool = await AdminPool.create(server, tracking);
    const client = new PaddedClient(pool, `b-${seed}`, 'B', className);
    for (const { username, password } of [client, PASSER_BY]) {
      await pool.createUser(username);
      await pool.setPassword(username, password);
    }
    return await walk(client);
  } finally {
    await server.stop();
  }
}

async function skip(pool, draws) {
  for (let i = 0; i < draws; i++) {
    await pool.probe(PASSER_BY.username);
  }
}

function firstUserDraw(client) {
  return firstDraw(client, client.username, (B) => B);
}

// The passer-by's B shows the g^b that the device's leg would have met.
function firstDeviceDraw(client) {
  const deviceVerifier = client.sightings.last['device verifier'];
  return firstDraw(client, PASSER_BY.username, (B, salt) => {
    const own = verifier(client.pool.name, PASSER_BY.username, PASSER_BY.password, salt);
    return modulo(B + MULTIPLIER * (deviceVerifier - own));
  });
}

// How many draws come before the first whose B is of the class.
async function firstDraw(client, username, toB) {
  for (let i = 0; i < DRAWS; i++) {
    const { SRP_B, SALT } = await client.pool.probe(username);
    if (client.accepts(toB(BigInt(`0x${SRP_B}`), BigInt(`0x${SALT}`)), GROUP_BYTES)) {
      return i;
    }
  }
  throw new Error('the pool never drew a B of the wanted class');
}
