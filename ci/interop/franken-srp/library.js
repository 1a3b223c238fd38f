// franken-srp as it is published. It calls https://cognito-idp.REGION.amazonaws.com and
// can be told no other address, but it asks its surroundings for the module that does
// so: these lead to the server under test.

import http from 'node:http';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
let endpoint;

globalThis.__non_webpack_require__ = (name) => (name === 'https' ? { request } : require(name));

function request(options, answered) {
  return http.request({ ...options, hostname: endpoint.hostname, port: endpoint.port }, answered);
}

/** Leads every later call to the server. */
export function callsGoTo(url) {
  endpoint = new URL(url);
}

export const { srpLogin, refresh } = require('franken-srp');
