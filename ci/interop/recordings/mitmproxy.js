// mitmproxy before the pool, with the HAR addon of Debian's package; the page is in Chromium.

import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer, createConnection } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { openPage } from '../amplify/browser.js';
import { within } from './within.js';

const ADDON = '/usr/share/doc/mitmproxy/examples/contrib/har_dump.py';

/** As chromium. */
export async function mitmproxy(site, pool, directory) {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'mitmproxy.har');
  const port = await freePort();
  const proxy = spawn('mitmdump', [
    '--mode', `reverse:${pool.endpoint}`, '--listen-host', '127.0.0.1', '--listen-port', String(port), '--set', `confdir=${directory}`,
    '--quiet', '--scripts', ADDON, '--set', `hardump=${file}`,
  ], { stdio: 'ignore' });
  const stopped = once(proxy, 'exit');
  try {
    await listening(port, proxy);
    pool.endpoint = `http://127.0.0.1:${port}`;
    const page = openPage(site.address);
    const error = await within(site.ended);
    await page.close();
    return { files: [file], error };
  } finally {
    proxy.kill('SIGINT'); // writes the file
    await stopped;
  }
}

async function freePort() {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

async function listening(port, proxy) {
  while (proxy.exitCode === null) {
    const connection = createConnection(port, '127.0.0.1');
    const open = await new Promise((resolve) => {
      connection.once('connect', () => resolve(true));
      connection.once('error', () => resolve(false));
    });
    connection.destroy();
    if (open) {
      return;
    }
    await sleep(100);
  }
  throw new Error(`mitmdump ended with exit code ${proxy.exitCode}`);
}
