// `cogbench conform` against the server side of cognito-srp.
// Exit code 0: the run ended as a run against a foreign server must.
//
//   node main.js --cogbench PATH [--publish FILE]

import { parseArgs } from 'node:util';

import { conform, publish } from '../conform.mjs';
import { start } from './server.mjs';

// Its arithmetic takes half a second for a sign-in, one at a time.
const LIMIT_SECONDS = 1800;

const { values: flags } = parseArgs({ options: { cogbench: { type: 'string' }, publish: { type: 'string' } } });
if (!flags.cogbench) {
  console.error('usage: node main.js --cogbench PATH [--publish FILE]');
  process.exit(2);
}

const server = await start();
try {
  const run = await conform(flags.cogbench, server.flags, LIMIT_SECONDS);
  if (flags.publish) {
    publish(flags.publish, page(server.version), run);
  }
  const { pass, fail, unsupported, skip } = run.result.summary;
  console.log(`cognito-srp ${server.version}: exit code ${run.exitCode}, ${pass} passed, ${fail} failed, ${unsupported} unsupported, ${skip} skipped, ${run.seconds.toFixed(1)} s: as it must`);
} finally {
  server.stop();
}

function page(version) {
  return {
    name: 'cognito-srp',
    version,
    title: `cognito-srp ${version}, server side`,
    about:
      'cognito-srp has the SRP variant for both sides, and a small server for tests of clients: `InitiateAuth` and ' +
      '`RespondToAuthChallenge` for one pool whose users are given. The package draws its users\' salts and takes some ' +
      'wrongly; here each start draws the same ones. What follows tells what a test that runs against ' +
      'it can and cannot show, and is no judgement of it.',
    command: 'cogbench conform --target FILE --profile core',
  };
}
