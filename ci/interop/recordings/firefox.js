// Firefox, which saves the HAR of each page itself while its network panel is open.

import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { within } from './within.js';

// Without a request for so long, a page is taken to have loaded, and is saved; then the next
// one may come. On a busy machine, seconds go by between two calls.
const QUIET_MS = 15_000;
const REST_MS = 2 * QUIET_MS;

/** As chromium. */
export async function firefox(site, pool, directory) {
  const profile = join(directory, 'profile');
  const saved = join(directory, 'saved');
  mkdirSync(profile, { recursive: true });
  mkdirSync(saved);
  writeFileSync(join(profile, 'user.js'), preferences({
    'devtools.toolbox.selectedTool': 'netmonitor',
    'devtools.netmonitor.har.enableAutoExportToFile': true,
    'devtools.netmonitor.har.defaultLogDir': saved,
    'devtools.netmonitor.har.forceExport': true,
    'devtools.netmonitor.har.includeResponseBodies': true,
    'devtools.netmonitor.har.pageLoadedTimeout': QUIET_MS,
    'browser.shell.checkDefaultBrowser': false,
    'datareporting.policy.dataSubmissionEnabled': false,
    'network.captive-portal-service.enabled': false,
    'app.normandy.enabled': false,
    'browser.aboutwelcome.enabled': false,
  }));
  pool.restMs = REST_MS;
  const browser = spawn('firefox-esr', ['-headless', '-no-remote', '-profile', profile, '-devtools', site.address], { stdio: 'ignore' });
  const stopped = once(browser, 'exit');
  try {
    const error = await within(site.ended);
    await sleep(REST_MS); // the last page is saved too
    return { files: readdirSync(saved).map((name) => join(saved, name)), error };
  } finally {
    browser.kill('SIGTERM');
    await stopped;
  }
}

function preferences(values) {
  return Object.entries(values).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`).join('');
}
