// aws-amplify v6 in a page in Chromium: the walk of a remembered device, on one page for
// each visit, so that what is remembered has gone through the browser's storage.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { openPage } from '../../amplify/browser.js';

export const library = 'aws-amplify';

const PAGE_LIMIT_MS = 300_000; // a guard against a hang alone

/** @param {import('./app.js').App} app */
export async function walk(app) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('amplify-in-page.js', import.meta.url))],
    bundle: true, format: 'esm', platform: 'browser', target: 'es2022', minify: true, write: false,
  });
  let end;
  const ended = new Promise((resolve) => (end = resolve));
  const answers = {
    '/app': () => ({ ...app, cogbench: undefined, server: undefined }),
    '/code': async () => ({ code: await app.code() }),
    '/end': (address) => (end(address.searchParams.get('error') ?? undefined), {}),
  };
  const site = createServer(async (request, response) => {
    const address = new URL(request.url, 'http://site');
    const answer = answers[address.pathname];
    const script = address.pathname === '/page.js';
    const body = answer ? JSON.stringify(await answer(address)) : script ? outputFiles[0].text : '<script type="module" src="/page.js"></script>';
    response.writeHead(200, { 'Content-Type': answer ? 'application/json' : script ? 'text/javascript' : 'text/html' }).end(body);
  });
  await once(site.listen(0, '127.0.0.1'), 'listening');
  const page = openPage(`http://127.0.0.1:${site.address().port}/`);
  const error = await Promise.race([ended, page.ended.then(() => 'the browser ended'), sleep(PAGE_LIMIT_MS, 'the page did not end', { ref: false })]);
  await page.close();
  site.close();
  site.closeAllConnections();
  if (error) {
    throw new Error(error);
  }
}
