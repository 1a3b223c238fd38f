// `cogbench conform` against cognito-local.
// Exit code 0: the run ended as a run against a foreign server must.
//
//   node main.js --cogbench PATH [--gate] [--publish FILE]
//
// --gate also demands verdicts on what the server permits (expected.mjs).

import { parseArgs } from 'node:util';

import { conform, publish } from '../conform.mjs';
import { weigh } from './expected.mjs';
import { start } from './server.mjs';

const LIMIT_SECONDS = 180;

const { values: flags } = parseArgs({ options: { cogbench: { type: 'string' }, gate: { type: 'boolean', default: false }, publish: { type: 'string' } } });
if (!flags.cogbench) {
  console.error('usage: node main.js --cogbench PATH [--gate] [--publish FILE]');
  process.exit(2);
}

const server = await start();
try {
  const run = await conform(flags.cogbench, server.flags, LIMIT_SECONDS);
  if (flags.publish) {
    publish(flags.publish, page(server.version), run);
  }
  const { pass, fail, unsupported, skip } = run.result.summary;
  console.log(`cognito-local ${server.version}: exit code ${run.exitCode}, ${pass} passed, ${fail} failed, ${unsupported} unsupported, ${skip} skipped, ${run.seconds.toFixed(1)} s: as it must`);
  const { figures, objections } = weigh(run.result.rules);
  console.log(`cognito-local: ${figures}`);
  for (const objection of objections) {
    console.log(`${flags.gate ? 'FAILED' : 'not demanded'}: ${objection}`);
  }
  if (flags.gate && objections.length > 0) {
    process.exitCode = 1;
  }
} finally {
  server.stop();
}

function page(version) {
  return {
    name: 'cognito-local',
    version,
    title: `cognito-local ${version}`,
    about:
      'cognito-local is an offline emulator for local development, and says of itself that it is "good enough" for that. ' +
      'It does not claim device tracking or SRP: what follows tells what a test that runs against it can and cannot show, and is no judgement of it. ' +
      'It ran with `UserPoolDefaults.UsernameAttributes: []`, as pools of the service are by default, and the codes that it writes to its console could be read.',
    command: 'cogbench conform --target FILE',
  };
}
