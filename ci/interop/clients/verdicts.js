// Judges published clients, and writes what was seen of each.
//
//   node verdicts.js --cogbench PATH [--publish FILE] [NAME...]

import { execFileSync, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import { startServer } from '../shared/server.mjs';
import { judged } from './judged.js';

const { values: flags, positionals: names } = parseArgs({
  options: { cogbench: { type: 'string' }, publish: { type: 'string' }, one: { type: 'string' } },
  allowPositionals: true,
});
if (!flags.cogbench) {
  console.error('usage: node verdicts.js --cogbench PATH [--publish FILE] [NAME...]');
  process.exit(2);
}

const WALK = 'a sign-in with a code, its device confirmed and remembered, a refresh, a sign-in by the device, a refresh';

/**
 * Each client with its driver. remark is what is otherwise with it, known are the rules that
 * it is known to violate: one more, or one less, fails the run.
 */
const CLIENTS = {
  'amazon-cognito-identity-js': { driver: 'identity-js' },
  'aws-amplify in Node': { driver: 'amplify', env: { INTEROP_NAVIGATOR: '1' }, remark: 'with a `navigator`' },
  'aws-amplify in Node without navigator': { driver: 'amplify', known: ['CLI-CONF-01', 'CLI-CONF-19', 'CLI-REF-03'], remark: 'as Node before 21 is' },
  'aws-amplify in Chromium': { driver: 'amplify-page' },
  'cognito-srp-helper': { driver: 'srp-helper', remark: 'the calls are the driver\'s' },
  'franken-srp': { driver: 'franken-srp' },
  'amazon-cognito-passwordless-auth': { driver: 'passwordless-auth', known: ['CLI-CONF-19'], remark: 'two sign-ins with a code; it knows no devices' },
  'aws-cognito-srp-client': { driver: 'srp-client', remark: 'a sign-in with a code; it knows no devices, and the calls are the driver\'s' },
  'react-native-aws-cognito-js': {
    driver: 'react-native', mfa: 'off', remark: 'in Node, its native arithmetic replaced; it knows no TOTP, and its user has none',
  },
  'Java, BigInteger': { driver: 'java', remark: 'ours, `java/Client.java`' },
  'cogbench load': { driver: 'journeys', remark: 'ours, the journey remembered-signin' },
};

if (flags.one) {
  process.send(await verdict(CLIENTS[flags.one]), () => process.exit(0));
} else {
  await all();
}

/** Each in a process of its own: libraries keep what they know in globals. */
async function all() {
  const rows = [];
  for (const name of Object.keys(CLIENTS).filter((each) => names.length === 0 || names.includes(each))) {
    const child = fork(process.argv[1], ['--cogbench', flags.cogbench, '--one', name], {
      env: { ...process.env, ...CLIENTS[name].env }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const [walks] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [[]])]);
    if (walks.length === 0) {
      console.error(`${name}: the driver ended without a verdict`);
      process.exitCode = 1;
    }
    rows.push({ name, ...CLIENTS[name], walks });
    const violated = [...new Set(walks.flatMap((walk) => walk.violated.map(({ id }) => id)))].sort().join();
    if (violated !== (CLIENTS[name].known ?? []).join()) {
      console.log(`FAILED ${name}: violates ${violated || 'nothing'}, known is ${CLIENTS[name].known ?? 'nothing'}`);
      process.exitCode = 1;
    }
    walks.forEach((walk) => console.log(`${name}, ${walk.tracking}: ${summary(walk)}`));
  }
  if (flags.publish) {
    const revision = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
    const made = { date: new Date().toISOString().slice(0, 10), revision, command: 'node ci/interop/clients/verdicts.js' };
    writeFileSync(flags.publish, page(rows, made));
    writeData(join(dirname(flags.publish), 'data', 'clients.json'), rows, made);
  }
}

/** The walk in both kinds of pools. */
async function verdict({ driver: file, mfa = 'totp' }) {
  const { library } = await import(`./drivers/${file}.js`);
  const walks = [];
  for (const tracking of ['always', 'opt-in']) {
    const { error, report, complaint } = await (file === 'journeys' ? ofJourneys(tracking) : ofReferee(file, tracking, mfa));
    walks.push({
      tracking, error, complaint, calls: report?.exchanges.length ?? 0,
      summary: report?.summary, diagnoses: report?.diagnoses ?? [], version: installed(library),
      rules: (report?.rules ?? []).map(({ id, outcome, message }) => ({ id, outcome, ...(outcome === 'violated' && { message }) })),
      violated: (report?.rules ?? []).filter(({ outcome }) => outcome === 'violated').map((rule) => ({
        ...rule, calls: rule.exchanges.map((number) => called(report.exchanges[number - 1])),
      })),
    });
  }
  return walks;
}

/** A client of one pool, which the judge knows. */
function ofReferee(file, tracking, mfa) {
  const arguments_ = ['referee', '--tracking', tracking, '--mfa', mfa, '--json', '--', process.execPath, 'drive.js', file];
  const { stdout, stderr } = spawnSync(flags.cogbench, arguments_, {
    cwd: import.meta.dirname, env: { ...process.env, INTEROP_TRACKING: tracking }, encoding: 'utf8', maxBuffer: 1 << 28,
  });
  const error = /^the walk ended early: (.*)$/m.exec(stderr)?.[1];
  const report = stdout && JSON.parse(stdout);
  return report ? { error: error ?? report.cutShort, report } : { error, complaint: stderr.trim() };
}

/** Journeys make pools and users of their own, as an administrator. */
async function ofJourneys(tracking) {
  const { stop, ...server } = await startServer(flags.cogbench);
  const { error, ...rest } = await judged({ cogbench: flags.cogbench, server, driver: await import('./drivers/journeys.js'), tracking });
  await stop();
  return { error: error && `${error.name}: ${error.message}`.split('\n')[0], ...rest };
}

/** What a call was: its operation, and the challenge or flow. */
function called({ operation, request }) {
  return [operation, request.ChallengeName ?? request.AuthFlow].filter(Boolean).join(' ');
}

/** The version that is installed; that of the tool or the JDK for what is none. */
function installed(library) {
  try {
    return JSON.parse(readFileSync(new URL(`node_modules/${library}/package.json`, import.meta.url))).version;
  } catch {
    return '';
  }
}

function summary({ error, complaint, calls, summary: counts, violated, diagnoses }) {
  const verdict = complaint ?? `${calls} calls, ${counts.observedOk} rules kept, ${counts.violated} violated, ${counts.notExercised} not exercised`;
  const rules = violated.map(({ id }) => id).join(', ');
  return [verdict, rules, diagnoses.map(({ id }) => id).join(', '), error && `ended with ${error}`].filter(Boolean).join('; ');
}

/** What the page says, for programs. */
function writeData(file, rows, made) {
  const clients = rows.map(({ name, remark, walks }) => ({
    name, version: walks[0].version || undefined, remark,
    walks: walks.map(({ tracking, error, calls, summary: counts, diagnoses, rules }) => ({
      tracking, ended: error, calls, summary: counts, diagnoses: diagnoses.map(({ id, summary: text }) => ({ id, summary: text })), rules,
    })),
  }));
  const text = JSON.stringify({ ...made, clients }, null, 1);
  mkdirSync(dirname(file), { recursive: true });
  // A rule a line: there are thousands.
  writeFileSync(file, `${text.replace(/\{\s+("id": "CLI-[^"]+",)\s+("outcome": "[^"]+")\s+\}/g, '{$1 $2}')}\n`);
}

function page(rows, { date, revision, command }) {
  return `# Published clients, judged

Made on ${date} at ${revision} by

    ${command} --cogbench PATH --publish docs/results/clients.md

Each client is run by \`cogbench referee\`, in a pool that remembers devices always and in one where
the user decides; what \`cogbench load\` drives makes pools of its own, and is judged from a recording. The walks are the same for
all, but for what stands behind a name: ${WALK}.
A rule that is not exercised is one to which nothing that was seen belongs; a
violation is what was seen on the wire in this walk, and no more. How a driver uses a library is in
\`ci/interop/clients/drivers\`; a driver makes no call that the library makes itself.

| client | version | pool | calls | rules kept | violated | not exercised |
|---|---|---|---|---|---|---|
${rows.flatMap(tableRows).join('\n')}

${rows.filter(({ walks }) => walks.some(({ violated, error }) => violated.length || error)).map(evidence).join('\n\n')}
`;
}

function tableRows({ name, walks, remark }) {
  return walks.map(({ tracking, version, calls, summary: counts }, i) =>
    `| ${i ? '' : name + (remark ? ` (${remark})` : '')} | ${i ? '' : version} | ${tracking} | ${calls} | ${counts?.observedOk ?? ''} | ${counts?.violated ?? ''} | ${counts?.notExercised ?? ''} |`);
}

/** What was seen of a client that violates a rule, or whose walk ended early. */
function evidence({ name, walks }) {
  const lines = walks.flatMap(({ tracking, violated, diagnoses, error }) => [
    ...violated.map((rule) => `- ${tracking}: **${rule.id}** (${rule.level}) in ${[...new Set(rule.calls)].map((call) => `\`${call}\``).join(', ')}: ${rule.message}`),
    ...diagnoses.map(({ summary: text }) => `- ${tracking}: ${text}`),
    ...(error ? [`- ${tracking}: the walk ended early, with ${error}`] : []),
  ]);
  return `## ${name}\n\n${lines.join('\n')}`;
}
