// Real clients sign in through a proxy that takes part in the exchange of SRP as they do through
// one that only listens, and their proofs are found to be right.
//
//   node proved.js --cogbench PATH [--client NAME]...

import { execFile } from 'node:child_process';
import { parseArgs } from 'node:util';

import { startServer } from '../shared/server.mjs';

const { values: flags } = parseArgs({
  options: {
    cogbench: { type: 'string' },
    client: { type: 'string', multiple: true, default: ['identity-js', 'amplify', 'srp-helper', 'passwordless-auth', 'franken-srp', 'srp-client'] },
  },
});
if (!flags.cogbench) {
  console.error('usage: node proved.js --cogbench PATH [--client NAME]...');
  process.exit(2);
}
const PROOFS = ['CLI-SRP-09', 'CLI-SRP-11']; // that only a server can check, or who takes part

let failures = 0;
for (const name of flags.client) {
  const listening = await judged(name, () => []);
  const proved = await judged(name, (pool) => ['--password-stdin', '--user-pool-id', pool.userPoolId, '--username', pool.username]);
  if (!listening || !proved) {
    continue;
  }
  for (const id of Object.keys(listening)) {
    const expected = PROOFS.includes(id) ? 'observed-ok' : listening[id];
    if (proved[id] !== expected) {
      failures++;
      console.log(`FAILED ${name}: ${id} is ${proved[id]}, and ${listening[id]} where the proxy only listens`);
    }
  }
  console.log(`${name}: ${Object.values(proved).filter((outcome) => outcome === 'observed-ok').length} rules kept`);
}
console.log(`interop: proofs before another server, ${failures} failures`);
process.exit(failures ? 1 : 0);

/**
 * The outcomes of a client's walk before a pool of its own, by rule; undefined if it did not end.
 *
 * @param {(pool: object) => string[]} told what the proxy is told
 */
async function judged(name, told) {
  const { stop, ...pool } = await startServer(flags.cogbench, ['--quiet'], 'referee');
  const env = {
    ...process.env, COGBENCH_REGION: pool.region, COGBENCH_USER_POOL_ID: pool.userPoolId, COGBENCH_CLIENT_ID: pool.clientId,
    COGBENCH_USERNAME: pool.username, COGBENCH_PASSWORD: pool.password, COGBENCH_TOTP_SECRET: pool.totpSecret,
  };
  const command = ['referee', '--upstream', pool.endpoint, ...told(pool), '--json', '--', process.execPath, 'drive.js', name];
  const output = await new Promise((resolve) => {
    const referee = execFile(flags.cogbench, command, { env, cwd: import.meta.dirname, maxBuffer: 1 << 26 }, (_, stdout) => resolve(stdout));
    referee.stdin.end(`${pool.password}\n`);
  });
  await stop();
  const report = JSON.parse(output);
  if (report.cutShort) {
    failures++;
    console.log(`FAILED ${name}: ${report.cutShort}`);
    return undefined;
  }
  return Object.fromEntries(report.rules.map((rule) => [rule.id, rule.outcome]));
}
