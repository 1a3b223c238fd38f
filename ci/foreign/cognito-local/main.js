// `cogbench conform` against cognito-local, as published on npm.
// Exit code 0: the run ended as a run against a foreign server must.
//
//   node main.js --cogbench PATH [--gate] [--publish FILE]
//
// --gate also demands verdicts on what the server permits (expected.mjs).

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { conform, publish } from '../conform.mjs';
import { weigh } from './expected.mjs';

const LIMIT_SECONDS = 180;
const READY_WITHIN_MS = 60_000;
// As a pool of the service is unless it is made otherwise: by default,
// cognito-local takes e-mail addresses alone for user names.
const CONFIGURATION = { UserPoolDefaults: { UsernameAttributes: [] } };
const PACKAGE = new URL('node_modules/cognito-local/', import.meta.url);

const { values: flags } = parseArgs({ options: { cogbench: { type: 'string' }, gate: { type: 'boolean', default: false }, publish: { type: 'string' } } });
if (!flags.cogbench) {
  console.error('usage: node main.js --cogbench PATH [--gate] [--publish FILE]');
  process.exit(2);
}

const server = await start();
try {
  const run = await conform(flags.cogbench, ['--endpoint', server.endpoint], LIMIT_SECONDS);
  const { version } = JSON.parse(readFileSync(new URL('package.json', PACKAGE), 'utf8'));
  if (flags.publish) {
    publish(flags.publish, page(version), run);
  }
  const { pass, fail, unsupported, skip } = run.result.summary;
  console.log(`cognito-local ${version}: exit code ${run.exitCode}, ${pass} passed, ${fail} failed, ${unsupported} unsupported, ${skip} skipped, ${run.seconds.toFixed(1)} s: as it must`);
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
      'It does not claim device tracking or SRP: what follows tells what a test that runs against it can and cannot show, and is no judgement of it. It ran with `UserPoolDefaults.UsernameAttributes: []`, as pools of the service are by default.',
    command: 'cogbench conform --endpoint http://127.0.0.1:PORT',
  };
}

// Starts the server on a loopback port of its own choice, its data in a folder
// that goes with it.
function start() {
  const directory = mkdtempSync(join(tmpdir(), 'cognito-local-'));
  mkdirSync(join(directory, '.cognito'));
  writeFileSync(join(directory, '.cognito', 'config.json'), JSON.stringify(CONFIGURATION));
  const child = spawn(process.execPath, [new URL('lib/bin/start.js', PACKAGE).pathname], {
    cwd: directory,
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const stop = () => {
    child.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  };
  return new Promise((resolve, reject) => {
    const fail = (reason) => {
      stop();
      reject(new Error(`cognito-local ${reason}`));
    };
    const limit = setTimeout(() => fail('was not ready'), READY_WITHIN_MS);
    child.once('exit', () => fail('ended'));
    let log = '';
    child.stdout.on('data', (chunk) => {
      log = (log + chunk).slice(-4096);
      const endpoint = /running on (http:\/\/127\.0\.0\.1:\d+)/.exec(log)?.[1];
      if (endpoint) {
        clearTimeout(limit);
        resolve({ endpoint, stop });
      }
    });
  });
}
