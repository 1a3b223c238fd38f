// Walks aws-amplify, in a page in Chromium, against `cogbench serve`: SRP, TOTP, and
// devices that are listed, remembered and forgotten. Exit code 0: the page received
// what the protocol promises, and nothing from a server without CORS.
//
//   node main.js --cogbench PATH [--fault NAME]

import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual, parseArgs } from 'node:util';

import { startServer } from '../shared/server.mjs';
import { openPage } from './browser.js';
import { bundle } from './bundle.js';
import { Pool } from './pool.js';
import { openSite } from './site.js';

const PAGE_LIMIT_MS = 300_000; // a guard against a hang alone

// The SDK's word on Node versions to come is not this run's matter.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const { values: flags } = parseArgs({
  options: {
    cogbench: { type: 'string' },
    fault: { type: 'string', multiple: true, default: [] },
  },
});
if (!flags.cogbench) {
  console.error('usage: node main.js --cogbench PATH [--fault NAME]');
  process.exit(2);
}

const started = performance.now();
const script = await bundle();
let compared = 0;
const failures = [];
await withServer(flags.fault, async (server) => {
  for (const tracking of ['always', 'opt-in']) {
    await walk(server, tracking);
  }
});
await withServer(['no-cors'], blocked);
failures.forEach((failure) => console.log(`FAILED ${failure}`));
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`interop: aws-amplify in Chromium, ${compared} comparisons, ${failures.length} failures (${seconds} s)`);
process.exit(failures.length ? 1 : 0);

async function withServer(faults, use) {
  const { stop, ...server } = await startServer(flags.cogbench, faults.flatMap((name) => ['--fault', name]));
  await use(server);
  await stop();
}

/** The whole walk in a pool of its own. */
async function walk(server, tracking) {
  const before = failures.length;
  const { error, complaints } = await visit(server, tracking, ({ visit: at, what, got, want }) => {
    compared++;
    if (!isDeepStrictEqual(got, want)) {
      failures.push(`${tracking}, visit ${at + 1}: ${what} ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
    }
  });
  if (error) {
    failures.push(`${tracking}, ${error}`, ...complaints.slice(0, 1));
  }
  console.log(`${failures.length > before ? '✗' : '✓'} ${tracking}`);
}

/** A server without CORS is no use to a page: the browser keeps it from being one. */
async function blocked(server) {
  const { error, complaints } = await visit(server, 'always', () => {});
  compared++;
  const seen = Boolean(error?.includes('NetworkError') && complaints.length);
  if (!seen) {
    failures.push(`without CORS: ${error ?? 'the page came to its end'}, and the browser said nothing of it`);
  }
  console.log(`${seen ? '✓' : '✗'} without CORS`);
}

/** Has a new browser make all visits, and tells how they ended. */
async function visit(server, tracking, compare) {
  const site = await openSite(script, await Pool.create(server, tracking), compare);
  const page = openPage(site.address);
  const error = await Promise.race([
    site.ended,
    page.ended.then(() => 'the browser ended'),
    sleep(PAGE_LIMIT_MS, `the page did not end within ${PAGE_LIMIT_MS / 1000} s`, { ref: false }),
  ]);
  await page.close();
  site.close();
  return { error, complaints: page.complaints() };
}
