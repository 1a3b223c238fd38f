// amazon-cognito-identity-js in Node.

import { createRequire } from 'node:module';

import { clientOf, signInWithCode } from './identity-app.js';
import { memoryStorage } from './storage.js';

export { given, signInWithCode } from './identity-app.js';

export const library = 'amazon-cognito-identity-js';

/** @param {import('./app.js').App} app */
export const client = (app, storage = memoryStorage()) => clientOf(createRequire(import.meta.url)(library), app, storage);

/** The walk of a remembered device. */
export async function walk(app) {
  const own = client(app);
  await signInWithCode(own, app);
  if (app.tracking === 'opt-in') {
    await own.remember();
  }
  await own.refresh();
  await own.signIn();
  await own.refresh();
}
