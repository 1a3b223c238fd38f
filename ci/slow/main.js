// `cogbench conform` on a server that is right and far away: each answer takes a while, no
// clock can be moved, no code can be read, and calls beyond a rate are throttled.
// Exit code 0: the run ended within its time, and nothing was judged wrongly.
//
//   node main.js --cogbench PATH [--delay MS] [--rate CALLS] [--max-time D] [--within SECONDS] [--judged N] [-- FLAGS...]
//
// --rate counts calls a second, --judged rules that have to have a verdict.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { startServer } from '../interop/shared/server.mjs';

const KILL_AFTER = 3; // times the time that the run may take

const { values: flags, positionals } = parseArgs({
  options: {
    cogbench: { type: 'string' },
    delay: { type: 'string', default: '200' },
    rate: { type: 'string', default: '0' },
    'max-time': { type: 'string', default: '' },
    within: { type: 'string', default: '180' },
    judged: { type: 'string', default: '0' },
  },
  allowPositionals: true,
});
if (!flags.cogbench) {
  console.error('usage: node main.js --cogbench PATH [--delay MS] [--rate CALLS] [--max-time D] [--within SECONDS] [--judged N] [-- FLAGS...]');
  process.exit(2);
}
const delay = Number(flags.delay);
const rate = Number(flags.rate);
const within = Number(flags.within);

const server = await startServer(flags.cogbench, []);
const far = await putFarAway(server.endpoint);
const directory = mkdtempSync(join(tmpdir(), 'cogbench-slow-'));
try {
  const started = Date.now();
  const exitCode = await conform();
  judge(exitCode, (Date.now() - started) / 1000);
} finally {
  far.listener.close();
  far.listener.closeAllConnections();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
}

function judge(exitCode, seconds) {
  const { rules, leftovers } = JSON.parse(readFileSync(join(directory, 'conformance.json'), 'utf8'));
  const failed = rules.filter(({ outcome }) => outcome === 'fail' || outcome === 'unsupported');
  const judged = rules.filter(({ outcome }) => outcome === 'pass').length + failed.length;
  console.log(`${seconds.toFixed(1)} s of ${within}, exit code ${exitCode}, ${far.calls} calls, ${far.throttled} of them throttled, at most ${far.most} in flight`);
  console.log(`${judged} of ${rules.length} rules judged, ${failed.length} failed`);
  for (const { id, message } of failed) {
    complain(`FAILED ${id}: ${(message ?? '').split('\n')[0].slice(0, 200)}`);
  }
  for (const left of leftovers ?? []) {
    complain(`LEFT BEHIND ${left}`);
  }
  if (seconds > within) {
    complain(`TOO SLOW: ${seconds.toFixed(1)} s of ${within}`);
  }
  if (judged < Number(flags.judged)) {
    complain(`TOO FEW: ${judged} rules judged, ${flags.judged} wanted`);
  }
}

function complain(text) {
  console.log(text);
  process.exitCode = 1;
}

// Puts the server behind a proxy that makes it slow, and hides what is there for tests.
async function putFarAway(endpoint) {
  const { hostname, port } = new URL(endpoint);
  const agent = new Agent({ keepAlive: true });
  const seen = { calls: 0, throttled: 0, inFlight: 0, most: 0, tokens: rate, filled: Date.now() };
  const listener = createServer({ keepAliveTimeout: 60_000 }, async (asked, answer) => {
    seen.calls++;
    seen.most = Math.max(seen.most, ++seen.inFlight);
    const body = await read(asked);
    await new Promise((resolve) => setTimeout(resolve, delay));
    seen.inFlight--;
    if (asked.url.startsWith('/_cogbench')) {
      answer.writeHead(404).end();
    } else if (!mayPass(seen)) {
      seen.throttled++;
      answer.writeHead(400, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': 'TooManyRequestsException' });
      answer.end('{"__type":"TooManyRequestsException","message":"Too many requests"}');
    } else {
      forward(asked, body, answer);
    }
  });
  function forward(asked, body, answer) {
    const onward = request({ hostname, port, agent, method: asked.method, path: asked.url, headers: asked.headers }, (came) => {
      answer.writeHead(came.statusCode, came.headers);
      came.pipe(answer);
    });
    onward.once('error', () => answer.destroy());
    onward.end(body);
  }
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return Object.assign(seen, { listener, endpoint: `http://127.0.0.1:${listener.address().port}` });
}

// Takes a token of a bucket that is filled at the rate, and holds a second's worth.
function mayPass(seen) {
  if (!rate) {
    return true;
  }
  const now = Date.now();
  seen.tokens = Math.min(rate, seen.tokens + ((now - seen.filled) / 1000) * rate);
  seen.filled = now;
  if (seen.tokens < 1) {
    return false;
  }
  seen.tokens--;
  return true;
}

async function read(message) {
  const parts = [];
  for await (const part of message) {
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function conform() {
  const limit = flags['max-time'] ? ['--max-time', flags['max-time']] : [];
  return new Promise((resolve, reject) => {
    const child = spawn(flags.cogbench, ['conform', '--endpoint', far.endpoint, '--report-dir', directory, ...limit, ...positionals], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, COGBENCH_ACCESS_KEY_ID: server.accessKeyId, COGBENCH_SECRET_ACCESS_KEY: server.secretAccessKey },
      timeout: KILL_AFTER * within * 1000,
    });
    child.once('error', reject);
    child.once('exit', resolve);
  });
}
