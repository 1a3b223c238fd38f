// franken-srp in the hands of an app. It calls https://cognito-idp.REGION.amazonaws.com
// and can be told no other address, but it asks its surroundings for the module that does
// so: these lead to the server under test.

import http from 'node:http';
import { createRequire } from 'node:module';

export const library = 'franken-srp';

const require = createRequire(import.meta.url);

/** @param {import('./app.js').App} app */
export function client(app) {
  const endpoint = new URL(app.endpoint);
  const request = (options, answered) => http.request({ ...options, hostname: endpoint.hostname, port: endpoint.port }, answered);
  globalThis.__non_webpack_require__ = (name) => (name === 'https' ? { request } : require(name));
  const { refresh, srpLogin } = require('franken-srp');
  const address = { region: app.region, clientId: app.clientId };
  return {
    /** @param {{device?: object, confirm?: boolean, remember?: 'remembered'|'not_remembered'|null}} options */
    async signIn({ device, confirm = true, remember = null } = {}) {
      const login = srpLogin({
        ...address, userPoolId: app.poolId, username: app.username, password: app.password, device,
        autoConfirmDevice: confirm, autoRememberDevice: remember,
      });
      let { done, value } = await login.next();
      while (!done) {
        ({ done, value } = await login.next(await app.code()));
      }
      return value.response ?? { error: value.error };
    },
    refresh: ({ tokens }, device) => refresh({ ...address, refreshToken: tokens.refreshToken, deviceKey: device?.key }),
  };
}

/** The walk of a remembered device. */
export async function walk(app) {
  const own = client(app);
  const first = await own.signIn({ remember: app.tracking === 'opt-in' ? 'remembered' : null });
  await own.refresh(first, first.newDevice);
  await own.refresh(await own.signIn({ device: first.newDevice }), first.newDevice);
}
