// Chromium, recorded by Playwright, which writes HAR from what the DevTools protocol says.

import { join } from 'node:path';

import { chromium as driver } from 'playwright-core';

import { CHROMIUM } from '../shared/chromium.mjs';
import { within } from './within.js';

/**
 * @param {{address: string, ended: Promise<string | undefined>}} site
 * @param {import('../amplify/pool.js').Pool} pool
 * @param {string} directory for the files
 * @returns {Promise<{files: string[], error?: string}>}
 */
export async function chromium(site, pool, directory) {
  const file = join(directory, 'chromium.har');
  const browser = await driver.launch(CHROMIUM);
  try {
    const context = await browser.newContext({ recordHar: { path: file, content: 'embed', mode: 'full' } });
    const page = await context.newPage();
    await page.goto(site.address);
    const error = await within(site.ended);
    await context.close(); // writes the file
    return { files: [file], error };
  } finally {
    await browser.close();
  }
}
