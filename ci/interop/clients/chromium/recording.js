// Chromium, which records an app's page itself (Playwright writes the file from what the
// DevTools protocol says), and what is kept of that.

import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';
import { chromium } from 'playwright-core';

import { CHROMIUM } from '../../shared/chromium.mjs';
import { ANSWER_HEADERS, REQUEST_HEADERS } from '../recorder.js';

const LIMIT_MS = 300_000; // a guard against a hang alone

/** Opens Chromium, and the site that its pages are from. */
export async function openBrowser() {
  const script = await bundle();
  const site = createServer((request, response) => {
    const [type, text] = request.url === '/page.js' ? ['text/javascript', script] : ['text/html', '<!doctype html><script src="/page.js"></script>'];
    response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8` }).end(text);
  });
  await once(site.listen(0, '127.0.0.1'), 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'cogbench-chromium-'));
  const browser = await chromium.launch(CHROMIUM);
  return {
    /**
     * Has a page walk, in a profile of its own.
     *
     * @param {string} name of the walk
     * @param {object} app
     * @param {(what: string, ...details: unknown[]) => unknown} elsewhere what others do
     * @param {(answer: object, call: {operation: string}) => void} [change] changes the service's answers
     * @returns {Promise<object>} the HAR, with the calls of the service alone
     */
    async record(name, app, elsewhere, change) {
      const path = join(folder, `${name}.har`);
      const calls = `${app.endpoint}/**`;
      const context = await browser.newContext({ recordHar: { path, urlFilter: calls, content: 'embed', mode: 'full' } });
      try {
        const page = await context.newPage();
        await page.exposeFunction('interop', elsewhere);
        if (change) {
          await page.route(calls, (route) => answerOtherwise(route, change));
        }
        await page.goto(`http://127.0.0.1:${site.address().port}/`);
        await Promise.race([page.evaluate(([walk, itsApp]) => globalThis.walk(walk, itsApp), [name, app]), limit()]);
      } finally {
        await context.close(); // writes the file
      }
      return kept(JSON.parse(readFileSync(path, 'utf8')));
    },
    async close() {
      await browser.close();
      site.close();
      site.closeAllConnections();
      rmSync(folder, { recursive: true });
    },
  };
}

async function limit() {
  await sleep(LIMIT_MS, undefined, { ref: false });
  throw new Error(`the page did not end within ${LIMIT_MS / 1000} s`);
}

async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.js', import.meta.url))],
    bundle: true, format: 'iife', platform: 'browser', target: 'es2022', write: false, define: { 'process.env': '{}', global: 'globalThis' },
  });
  return outputFiles[0].text;
}

async function answerOtherwise(route, change) {
  const response = await route.fetch();
  const answer = await response.json().catch(() => undefined);
  if (!answer) {
    await route.fulfill({ response });
    return;
  }
  change(answer, { operation: route.request().headers()['x-amz-target'].split('.')[1] });
  await route.fulfill({ response, json: answer });
}

function kept({ log: { version, creator, browser, entries } }) {
  const calls = entries.filter(({ request }) => request.method === 'POST');
  return { log: { version, creator, browser, entries: calls.map(keptOfCall) } };
}

// The address is that of the machine alone: its port means nothing to a reader.
function keptOfCall({ startedDateTime, time, request, response }) {
  const { method, httpVersion, postData } = request;
  const { status, content } = response;
  return {
    startedDateTime, time,
    request: {
      method, url: 'http://127.0.0.1/', httpVersion, headers: listed(request.headers, REQUEST_HEADERS),
      queryString: [], cookies: [], headersSize: -1, bodySize: -1, postData: { mimeType: postData.mimeType, text: postData.text },
    },
    response: {
      status, statusText: '', httpVersion: response.httpVersion, headers: listed(response.headers, ANSWER_HEADERS),
      cookies: [], redirectURL: '', headersSize: -1, bodySize: -1, content,
    },
    cache: {}, timings: { send: 0, wait: time, receive: 0 },
  };
}

function listed(headers, names) {
  return headers.filter(({ name }) => names.includes(name.toLowerCase()));
}
