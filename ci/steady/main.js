// `cogbench conform`, run again and again on the same server: it has to be given the same
// verdicts. The servers are dialects, which are wrong as published servers are, and
// published servers themselves.
// Exit code 0: no verdict differs between two runs, but for those that say whether a run
// met what comes by chance.
//
//   node main.js --cogbench PATH [--runs N] [--record FILE] [--publish FILE] [SERVER...]
//
// --record keeps each run in a file as it ends: the next call goes on from there until
// there are N, as long as the program is the same. --publish writes what is printed, under
// the date of the first run.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { run } from '../foreign/conform.mjs';
import { start as startCognitoLocal } from '../foreign/cognito-local/server.mjs';
import { start as startCognitoSRP } from '../foreign/cognito-srp/server.mjs';
import { startServer } from '../interop/shared/server.mjs';

const LIMIT_SECONDS = 600;

// What starts each server. A run has one of its own, so that none finds what another left.
const SERVERS = {
  'narrow-verifier': () => dialect('narrow-verifier'),
  'any-signature': () => dialect('any-signature'),
  'cognito-local': startCognitoLocal,
  'cognito-srp': () => startCognitoSRP({ quick: true }),
};

// The rules that speak of what comes by chance, by server: what a run meets counts.
const BY_CHANCE = {
  'cognito-srp': [
    'SRP-06', // it encodes an S that begins with a zero byte wrongly, as one in 256 does
    'SRP-19', // its SECRET_BLOCK is the key: cut, it is the same one if that ends with a zero byte
  ],
};

const { values: flags, positionals } = parseArgs({
  options: { cogbench: { type: 'string' }, runs: { type: 'string', default: '3' }, record: { type: 'string' }, publish: { type: 'string' } },
  allowPositionals: true,
});
const wanted = Number(flags.runs);
if (!flags.cogbench || !(wanted >= 2)) {
  console.error('usage: node main.js --cogbench PATH [--runs N, at least 2] [--record FILE] [--publish FILE] [SERVER...]');
  process.exit(2);
}

const program = createHash('sha256').update(readFileSync(flags.cogbench)).digest('hex');
const series = recorded();
const lines = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(SERVERS)) {
  const runs = (series[name] ??= []);
  while (runs.length < wanted) {
    runs.push({ at: new Date().toISOString(), ...(await verdicts(name)) });
    record();
  }
  lines.push(...report(name, runs));
}
console.log(lines.join('\n'));
if (flags.publish) {
  const begun = minute(Object.values(series).flatMap((runs) => runs.map(({ at }) => at)).sort()[0]);
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  writeFileSync(flags.publish, `node ci/steady/main.js, begun on ${begun.replace(' ', ' at ')} UTC at ${commit}\n\n${lines.join('\n')}\n`);
}

// The runs by server that --record has of the same program.
function recorded() {
  if (!flags.record || !existsSync(flags.record)) {
    return {};
  }
  const { program: of, runs } = JSON.parse(readFileSync(flags.record, 'utf8'));
  return of === program ? runs : {};
}

function record() {
  if (flags.record) {
    writeFileSync(flags.record, JSON.stringify({ program, runs: series }));
  }
}

// The lines that say what differs between the runs of a server.
function report(name, runs) {
  const seen = new Map(); // the runs of each outcome, by rule
  runs.forEach(({ rules }, i) => rules.forEach((rule) => note(seen, rule, i + 1)));
  const differ = [...seen].filter(([, outcomes]) => outcomes.size > 1);
  const chance = differ.filter(([id]) => BY_CHANCE[name]?.includes(id));
  const flipped = differ.length - chance.length;
  if (flipped > 0) {
    process.exitCode = 1;
  }
  const version = runs.at(-1).version;
  return [
    `${flipped > 0 ? '✗' : '✓'} ${name}${version ? ` ${version}` : ''}: ${runs.length} runs, ${seen.size} rules, ${flipped} verdicts flipped, ${chance.length} of what comes by chance`,
    ...differ.flatMap(([id, outcomes]) =>
      [...outcomes].map(([outcome, { runs: of, message }]) => `    ${id}: ${outcome} in run ${of.join(', ')}: ${(message ?? '').split('\n')[0].slice(0, 200)}`),
    ),
  ];
}

function note(seen, { id, outcome, message }, run) {
  const outcomes = seen.get(id) ?? new Map();
  seen.set(id, outcomes);
  const { runs: earlier = [], message: first = message } = outcomes.get(outcome) ?? {};
  outcomes.set(outcome, { runs: [...earlier, run], message: first });
}

function minute(at) {
  return at.slice(0, 16).replace('T', ' ');
}

// Runs conform on a new server of the name.
async function verdicts(name) {
  const server = await SERVERS[name]();
  const directory = mkdtempSync(join(tmpdir(), 'cogbench-steady-'));
  try {
    const { exitCode } = await run(flags.cogbench, ['conform', '--quiet', ...server.flags, '--report-dir', directory], LIMIT_SECONDS);
    if (exitCode !== 1) {
      throw new Error(`${name}: exit code ${exitCode}, not 1`);
    }
    const { rules } = JSON.parse(readFileSync(join(directory, 'conformance.json'), 'utf8'));
    return { version: server.version, rules: rules.map(({ id, outcome, message }) => ({ id, outcome, message })) };
  } finally {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

// A dialect of the reference pools.
async function dialect(name) {
  const server = await startServer(flags.cogbench, ['--dialect', name]);
  const directory = mkdtempSync(join(tmpdir(), 'cogbench-dialect-'));
  const target = join(directory, 'target.yaml');
  const { endpoint, accessKeyId, secretAccessKey } = server;
  writeFileSync(target, JSON.stringify({ endpoint, credentials: { accessKeyId, secretAccessKey } })); // which is YAML
  const stop = async () => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  return { flags: ['--target', target], stop };
}
