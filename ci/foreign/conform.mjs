// Holds `cogbench conform` against a server that nobody here wrote, and says
// whether it ended as it must: a verdict, in time, with what is lacking named.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const OUTCOMES = ['pass', 'fail', 'skip', 'unsupported', 'notRun'];

/**
 * Runs conform and asserts how it ended.
 *
 * @param {string} binary path of cogbench
 * @param {string[]} flags of `conform`, naming the target
 * @param {number} limitSeconds how long it may take
 * @returns {Promise<{exitCode: number, seconds: number, result: object}>}
 */
export async function conform(binary, flags, limitSeconds) {
  const directory = mkdtempSync(join(tmpdir(), 'cogbench-foreign-'));
  try {
    const started = performance.now();
    const { exitCode, output } = await run(binary, ['conform', '--quiet', ...flags, '--report-dir', directory], limitSeconds);
    const seconds = (performance.now() - started) / 1000;
    console.log(output);
    assert.ok([1, 3].includes(exitCode), `exit code ${exitCode}, not 1 or 3`);
    assert.ok(seconds < limitSeconds, `took ${seconds.toFixed(1)} s`);
    const result = JSON.parse(readFileSync(join(directory, 'conformance.json'), 'utf8'));
    assertWhole(result);
    return { exitCode, seconds, result };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * Runs the program to its end.
 *
 * @param {string} binary path of cogbench
 * @param {string[]} args
 * @param {number} limitSeconds twice of which ends it, with an exit code of null
 * @returns {Promise<{exitCode: number | null, output: string}>} output is the standard one
 */
export function run(binary, args, limitSeconds) {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NO_COLOR: '1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('exit', (exitCode) => resolve({ exitCode, output }));
    // Killed, it has no exit code: the assertion above fails.
    setTimeout(() => child.kill('SIGKILL'), 2 * limitSeconds * 1000).unref();
  });
}

// The result accounts for every rule, and names what the server lacks.
function assertWhole({ rules, summary }) {
  for (const outcome of OUTCOMES) {
    assert.equal(rules.filter((rule) => rule.outcome === outcome).length, summary[outcome], outcome);
  }
  assert.equal(rules.length, summary.total);
  assert.ok(summary.unsupported > 0, 'nothing was named as unsupported');
}

/**
 * Writes what was found as a page, and as data beside it, in data/servers.
 *
 * @param {string} file
 * @param {{name: string, version: string, title: string, about: string, command: string}} page
 * @param {Awaited<ReturnType<typeof conform>>} run
 */
export function publish(file, page, run) {
  writePage(file, page, run);
  writeData(join(dirname(file), 'data', 'servers', `${basename(file, '.md')}.json`), page, run);
}

/** conformance.json without what is of one run alone: of each rule, what came of it. */
function writeData(file, { name, version, about, command }, { exitCode, result }) {
  const rules = result.rules.map(({ id, level, step, outcome, because, durationSeconds, message }) => ({ id, level, step, outcome, because, durationSeconds, message }));
  const conformance = { ...result, target: { ...result.target, name, endpoint: '' }, rules };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ name, version, about, command, exitCode, conformance }, null, 1)}\n`);
}

function writePage(file, { title, about, command }, { exitCode, seconds, result }) {
  const { rules, summary } = result;
  const lines = [
    `# ${title}`,
    '',
    about,
    '',
    `Measured on ${result.startedAt.slice(0, 10)} with \`${command}\`: exit code ${exitCode} after ${seconds.toFixed(1)} s.`,
    '',
    `| ${OUTCOMES.join(' | ')} | rules |`,
    `|${' --- |'.repeat(OUTCOMES.length + 1)}`,
    `| ${OUTCOMES.map((outcome) => summary[outcome]).join(' | ')} | ${summary.total} |`,
  ];
  for (const outcome of ['fail', 'unsupported', 'skip', 'pass']) {
    lines.push('', `## ${outcome}`, '', ...table(rules.filter((rule) => rule.outcome === outcome)));
  }
  writeFileSync(file, `${lines.join('\n')}\n`);
}

function table(rules) {
  if (rules.length === 0) {
    return ['None.'];
  }
  const rows = rules.map(({ id, level, message, because }) => `| ${id} | ${level} | ${cell(message || (because ?? []).join(', '))} |`);
  return ['| rule | level | what was seen |', '| --- | --- | --- |', ...rows];
}

function cell(text) {
  const line = text.split('\n')[0];
  const short = line.length > 200 ? `${line.slice(0, 200)}…` : line;
  return short.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
