// cognito-local, as published on npm, as a process of its own. The codes that it writes to
// its console can be asked for, as a mailbox could.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';

const READY_WITHIN_MS = 60_000;
// As a pool of the service is unless it is made otherwise: by default,
// cognito-local takes e-mail addresses alone for user names.
const CONFIGURATION = { UserPoolDefaults: { UsernameAttributes: [] } };
const PACKAGE = new URL('node_modules/cognito-local/', import.meta.url);

/**
 * Starts the server on a loopback port of its own choice, its data in a folder that goes
 * with it.
 *
 * @returns {Promise<{version: string, flags: string[], stop: () => void}>} flags are those
 *   of `cogbench conform` that name it
 */
export async function start() {
  const { version } = JSON.parse(readFileSync(new URL('package.json', PACKAGE), 'utf8'));
  const directory = mkdtempSync(join(tmpdir(), 'cognito-local-'));
  mkdirSync(join(directory, '.cognito'));
  writeFileSync(join(directory, '.cognito', 'config.json'), JSON.stringify(CONFIGURATION));
  const child = spawn(process.execPath, [new URL('lib/bin/start.js', PACKAGE).pathname], {
    cwd: directory,
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const sent = mailbox();
  const stop = () => {
    process.removeListener('exit', kill);
    kill();
    sent.close();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const endpoint = await ready(child, sent.read);
    const target = join(directory, 'target.yaml');
    writeFileSync(target, `name: cognito-local ${version}\nendpoint: ${endpoint}\ncodes: {url: "${await sent.url()}"}\n`);
    return { version, flags: ['--target', target], stop };
  } catch (error) {
    stop();
    throw error;
  }
}

// Reads the server's console, and resolves with its endpoint.
function ready(child, read) {
  return new Promise((resolve, reject) => {
    const fail = (reason) => reject(new Error(`cognito-local ${reason}`));
    const limit = setTimeout(() => fail('was not ready'), READY_WITHIN_MS);
    child.once('exit', () => fail('ended'));
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = stripVTControlCharacters(text);
      read(line);
      const endpoint = /running on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1];
      if (endpoint) {
        clearTimeout(limit);
        resolve(endpoint);
      }
    });
  });
}

// The codes by the user they were sent to. The server shows a message in a box, in which
// the lines "Username: …" and "Code: …" follow each other.
function mailbox() {
  const codes = new Map();
  let username;
  const read = (line) => {
    const [, field, value] = /^\W*(Username|Code):\s+(\S+)/.exec(line) ?? [];
    if (field === 'Username') {
      username = value;
    } else if (field === 'Code') {
      codes.set(username, value);
    }
  };
  const listener = createServer((request, response) => {
    const [, , user] = request.url.split('/');
    response.end(codes.get(decodeURIComponent(user)) ?? '');
  });
  const url = async () => {
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return `http://127.0.0.1:${listener.address().port}/{userPoolId}/{username}`;
  };
  const close = () => {
    listener.close();
    listener.closeAllConnections();
  };
  return { read, url, close };
}
