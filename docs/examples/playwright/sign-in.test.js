// Tests of a sign-in page. Each starts a user pool of its own, one of them with a fault:
//
//   npm ci && npm test
//
// cogbench is looked for in PATH, and Chromium where Debian has it; CHROMIUM names another.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';

import * as aws from '@aws-sdk/client-cognito-identity-provider';
import { chromium } from 'playwright-core';

const NAME = 'walker';
const PASSWORD = 'Example-1!';
const FILES = {
  '/': 'app.html',
  '/amazon-cognito-identity.js': 'node_modules/amazon-cognito-identity-js/dist/amazon-cognito-identity.min.js',
};

let browser;
let site;
before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  site = createServer(async (request, response) => {
    const file = FILES[new URL(request.url, 'http://site').pathname];
    response.writeHead(file ? 200 : 404).end(file && await readFile(new URL(file, import.meta.url)));
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
});
after(async () => {
  await browser?.close();
  site?.close();
});

test('a wrong code can be put right', async (t) => {
  const { page, code } = await open(t);
  await answer(page, '000000');
  await page.getByText('try again').waitFor();
  await answer(page, await code());
  await page.getByText('Signed in').waitFor();
});

// Some servers end a sign-in at the first wrong code. The page must not ask for ever.
test('a sign-in that a wrong code ended begins anew', async (t) => {
  const { page, code } = await open(t, '--fault', 'wrong-code-burns');
  await answer(page, '000000');
  await page.getByText('try again').waitFor();
  await answer(page, await code());
  await page.getByText('Please sign in again').waitFor();
  assert.ok(await page.getByLabel('Password').isVisible());
});

/** Starts a pool, and opens the page where it asks for the code. */
async function open(t, ...flags) {
  const server = await serve(t, flags);
  const pool = await makePool(server);
  const page = await browser.newPage();
  t.after(() => page.close());
  const query = new URLSearchParams({ endpoint: server.endpoint, ...pool });
  await page.goto(`http://127.0.0.1:${site.address().port}/?${query}`);
  await page.getByLabel('Name').fill(NAME);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('We sent you a code').waitFor();
  return { page, code: () => lastCode(server, pool) };
}

async function answer(page, code) {
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Confirm' }).click();
}

/** Runs `cogbench serve` for as long as the test takes. */
async function serve(t, flags) {
  const child = spawn('cogbench', ['serve', '--listen', '127.0.0.1:0', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill());
  const [line] = await once(createInterface(child.stdout), 'line');
  return JSON.parse(line);
}

/** Makes a pool that asks for a code by SMS, with a client and a user. */
async function makePool({ endpoint, region, accessKeyId, secretAccessKey }) {
  const service = new aws.CognitoIdentityProvider({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  const { UserPool: { Id: userPoolId } } = await service.createUserPool({ PoolName: 'example' });
  await service.setUserPoolMfaConfig({
    UserPoolId: userPoolId,
    MfaConfiguration: 'ON',
    SmsMfaConfiguration: { SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::111122223333:role/sms', ExternalId: 'example' } },
  });
  const { UserPoolClient: { ClientId: clientId } } = await service.createUserPoolClient({
    UserPoolId: userPoolId, ClientName: 'page', ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  await service.adminCreateUser({
    UserPoolId: userPoolId, Username: NAME, MessageAction: 'SUPPRESS',
    UserAttributes: [{ Name: 'phone_number', Value: '+12025550100' }, { Name: 'phone_number_verified', Value: 'true' }],
  });
  await service.adminSetUserPassword({ UserPoolId: userPoolId, Username: NAME, Password: PASSWORD, Permanent: true });
  return { userPoolId, clientId };
}

/** The code that the pool "sent" last. */
async function lastCode({ endpoint }, { userPoolId }) {
  const response = await fetch(`${endpoint}/_cogbench/messages?${new URLSearchParams({ userPoolId, username: NAME })}`);
  const { messages } = await response.json();
  return messages.at(-1).code;
}
