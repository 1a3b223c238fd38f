// Has an app with aws-amplify walk the remembered-device protocol in browsers against
// `cogbench serve`, and has each browser, and a proxy, save what it saw as HAR. Exit code
// 0: each recording is explained without a violation, with the calls that the walk makes.
// With --keep, the beginning of each is written there as its recorder wrote it, which is
// where those in referee/har/testdata are from. The pool was made for the recording and is
// gone with it.
//
//   node main.js --cogbench PATH [--keep DIRECTORY] [--only NAME]

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';

import { bundle } from '../amplify/bundle.js';
import { Pool } from '../amplify/pool.js';
import { openSite } from '../amplify/site.js';
import { startServer } from '../shared/server.mjs';
import { chromium } from './chromium.js';
import { firefox } from './firefox.js';
import { mitmproxy } from './mitmproxy.js';

const RECORDERS = { chromium, firefox, mitmproxy };
const EXIT_VIOLATED = 1;
const SHOWN_OF_OTHERS = 80; // characters of their bodies

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const { values: flags } = parseArgs({
  options: {
    cogbench: { type: 'string' },
    keep: { type: 'string' },
    only: { type: 'string', multiple: true, default: Object.keys(RECORDERS) },
  },
});
if (!flags.cogbench) {
  console.error('usage: node main.js --cogbench PATH [--keep DIRECTORY] [--only NAME]');
  process.exit(2);
}

const script = await bundle();
const { stop, ...server } = await startServer(flags.cogbench);
const directory = mkdtempSync(join(tmpdir(), 'cogbench-recordings-'));
const failures = [];
for (const name of flags.only) {
  try {
    const files = await record(RECORDERS[name], join(directory, name));
    console.log(`✓ ${name}: ${await explain(name, files.sort())}`);
  } catch (error) {
    failures.push(name);
    console.log(`✗ ${name}: ${error.message}`);
  }
}
await stop();
rmSync(directory, { recursive: true, force: true });
console.log(`interop: ${flags.only.length} recorders of HAR, ${failures.length} failures`);
process.exit(failures.length ? 1 : 0);

/** Has a recorder save the walk in a pool of its own, and returns its files. */
async function record(recorder, path) {
  const pool = await Pool.create(server, 'always');
  const failed = [];
  const site = await openSite(script, pool, ({ what, got, want }) => {
    if (JSON.stringify(got) !== JSON.stringify(want)) {
      failed.push(`${what} ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
    }
  });
  try {
    const { files, error } = await recorder(site, pool, path);
    if (error || failed.length) {
      throw new Error(error ?? failed[0]);
    }
    return files;
  } finally {
    site.close();
  }
}

/** A recording up to the first ConfirmDevice, without the scripts of the page. */
function beginning(recording) {
  const { entries } = recording.log;
  recording.log.entries = entries.slice(0, confirmation(recording) + 1);
  recording.log.entries.filter(({ request }) => request.method === 'GET').forEach(({ response }) => {
    response.content.text = response.content.text?.slice(0, SHOWN_OF_OTHERS);
  });
  return JSON.stringify(recording, null, 1);
}

/** The place of the first ConfirmDevice; -1 if there is none. */
function confirmation({ log: { entries } }) {
  return entries.findIndex(({ request }) => request.headers.some(({ value }) => value.endsWith('.ConfirmDevice')));
}

/** Explains files as one history, and checks that the calls of the walk are there. */
async function explain(name, files) {
  if (flags.keep) {
    const first = files.map((file) => JSON.parse(readFileSync(file, 'utf8'))).find((recording) => confirmation(recording) >= 0);
    writeFileSync(join(flags.keep, `${name}.har`), beginning(first));
  }
  const { stdout } = await promisify(execFile)(flags.cogbench, ['explain', '--json', ...files], { maxBuffer: 1 << 26 }).catch((error) => {
    if (error.code === EXIT_VIOLATED) {
      const violated = JSON.parse(error.stdout).rules.filter((rule) => rule.outcome === 'violated');
      throw new Error(violated.map((rule) => `${rule.id}: ${rule.message}`).join('; '));
    }
    throw error;
  });
  const found = JSON.parse(stdout);
  const made = new Set(found.exchanges.map((e) => e.operation));
  for (const operation of ['InitiateAuth', 'RespondToAuthChallenge', 'ConfirmDevice', 'ListDevices', 'ForgetDevice']) {
    if (!made.has(operation)) {
      throw new Error(`no ${operation} among ${found.exchanges.length} calls`);
    }
  }
  return `${files.length === 1 ? '1 file' : `${files.length} files`}, ${found.exchanges.length} calls`;
}
