// Walks amazon-cognito-identity-js, as published, against `cogbench serve`.
// Exit code 0: every user received what the protocol promises.
//
//   node main.js --cogbench PATH [--users 20] [--fault NAME]

import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';

import { CLASSES } from './classes.js';
import { startServer } from '../shared/server.mjs';
import { Sightings } from './sightings.js';

const JOB_LIMIT_MS = 300_000;
// The SDK's word on Node versions to come is not this run's matter.
const ENVIRONMENT = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
const NUMBERS = ['user A', 'user B', 'user salt', 'user verifier', 'device A', 'device B', 'device salt', 'device verifier'];

const { values: flags } = parseArgs({
  options: {
    cogbench: { type: 'string' },
    users: { type: 'string', default: '20' },
    fault: { type: 'string', multiple: true, default: [] },
  },
});
if (!flags.cogbench || !(Number(flags.users) > 0)) {
  console.error('usage: node main.js --cogbench PATH [--users 20] [--fault NAME]');
  process.exit(2);
}

const sightings = new Sightings();
const failures = [];
await manyUsers();
if (failures.length === 0) {
  await everyClass();
}
printSightings();
failures.forEach((failure) => console.log(`FAILED ${failure}`));
console.log(failures.length ? `interop: ${failures.length} failures` : 'interop: ok');
process.exit(failures.length ? 1 : 0);

// Both kinds of pool on one server, a process each.
async function manyUsers() {
  const { stop, ...server } = await startServer(flags.cogbench, flags.fault.flatMap((name) => ['--fault', name]));
  const job = (tracking) => ({ kind: 'users', server, tracking, count: Number(flags.users) });
  await runJobs([job('always'), job('opt-in')]);
  await stop();
}

// Servers of their own: their randomness is seeded.
async function everyClass() {
  const job = (tracking, numbers) => ({ kind: 'classes', binary: flags.cogbench, tracking, numbers });
  await runJobs([job('always', ['B']), job('opt-in', ['A', 'salt', 'verifier'])]);
}

async function runJobs(jobs) {
  const started = performance.now();
  for (const result of await Promise.all(jobs.map(runJob))) {
    result.lines.forEach((line) => console.log(line));
    failures.push(...result.failures);
    sightings.merge(result.counts);
  }
  console.log(`  (${((performance.now() - started) / 1000).toFixed(1)} s)`);
}

function runJob(job) {
  const nothing = { lines: [], counts: {} };
  return new Promise((resolve) => {
    const child = fork(new URL('worker.js', import.meta.url), [JSON.stringify(job)], { env: ENVIRONMENT });
    const limit = setTimeout(() => child.kill('SIGKILL'), JOB_LIMIT_MS);
    child.once('message', resolve);
    child.once('exit', (exitCode, signal) => {
      clearTimeout(limit);
      resolve({ ...nothing, failures: [`the job ${job.kind} ended without a result (${signal ?? exitCode})`] });
    });
  });
}

function printSightings() {
  const names = Object.keys(CLASSES);
  console.log(`\nclasses seen      ${names.map((name) => name.padStart(18)).join('')}`);
  for (const number of NUMBERS) {
    const counts = names.map((name) => String(sightings.counts[number]?.[name] ?? 0).padStart(18));
    console.log(number.padEnd(18) + counts.join(''));
  }
  console.log();
}
