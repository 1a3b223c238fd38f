// `cogbench conform`, run again and again on servers that are wrong as published ones
// are: the same server has to be given the same verdicts.
// Exit code 0: no verdict differs between two runs.
//
//   node main.js --cogbench PATH [--runs N] [DIALECT...]
//
// Each run has a server of its own, so that none finds what another left.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { startServer } from '../interop/shared/server.mjs';

const LIMIT_SECONDS = 600;
const DIALECTS = ['narrow-verifier', 'any-signature'];

const { values: flags, positionals } = parseArgs({
  options: { cogbench: { type: 'string' }, runs: { type: 'string', default: '3' } },
  allowPositionals: true,
});
const runs = Number(flags.runs);
if (!flags.cogbench || !(runs >= 2)) {
  console.error('usage: node main.js --cogbench PATH [--runs N, at least 2] [DIALECT...]');
  process.exit(2);
}

for (const dialect of positionals.length > 0 ? positionals : DIALECTS) {
  const seen = new Map(); // the runs of each outcome, by rule
  for (let run = 1; run <= runs; run++) {
    for (const { id, outcome, message } of await verdicts(dialect)) {
      note(seen, id, outcome, run, message);
    }
  }
  report(dialect, seen);
}

function note(seen, id, outcome, run, message) {
  const outcomes = seen.get(id) ?? new Map();
  seen.set(id, outcomes);
  const { runs: earlier = [], message: first = message } = outcomes.get(outcome) ?? {};
  outcomes.set(outcome, { runs: [...earlier, run], message: first });
}

function report(dialect, seen) {
  const flipped = [...seen].filter(([, outcomes]) => outcomes.size > 1);
  console.log(`${dialect}: ${runs} runs, ${seen.size} rules, ${flipped.length} verdicts flipped`);
  for (const [id, outcomes] of flipped) {
    process.exitCode = 1;
    for (const [outcome, { runs: of, message }] of outcomes) {
      console.log(`FLIPPED ${id}: ${outcome} in run ${of.join(', ')}: ${(message ?? '').split('\n')[0].slice(0, 200)}`);
    }
  }
}

// Runs conform on a new server of the dialect.
async function verdicts(dialect) {
  const server = await startServer(flags.cogbench, ['--dialect', dialect]);
  const directory = mkdtempSync(join(tmpdir(), 'cogbench-steady-'));
  try {
    const exitCode = await conform(server, directory);
    if (exitCode !== 1) {
      throw new Error(`${dialect}: exit code ${exitCode}, not 1`);
    }
    return JSON.parse(readFileSync(join(directory, 'conformance.json'), 'utf8')).rules;
  } finally {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

function conform(server, directory) {
  return new Promise((resolve, reject) => {
    const child = spawn(flags.cogbench, ['conform', '--quiet', '--endpoint', server.endpoint, '--report-dir', directory], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, COGBENCH_ACCESS_KEY_ID: server.accessKeyId, COGBENCH_SECRET_ACCESS_KEY: server.secretAccessKey },
      timeout: LIMIT_SECONDS * 1000,
    });
    child.once('error', reject);
    child.once('exit', resolve);
  });
}
