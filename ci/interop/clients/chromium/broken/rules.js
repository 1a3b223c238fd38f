// For each rule that a recording can show, an app that breaks it, and how.

import { AUTH } from './auth.js';
import { CONF } from './conf.js';
import { DEV } from './dev.js';
import { HASH } from './hash.js';
import { KEY } from './key.js';
import { MFA } from './mfa.js';
import { REF } from './ref.js';
import { SAFE } from './safe.js';
import { SRP } from './srp.js';
import { TIME } from './time.js';

/**
 * By the id of the rule: how completes "the app …"; also are rules that cannot but be broken
 * with it; setUp, client and users are what the pool, its client and its users are like, serve
 * has flags of `cogbench serve`, and answers makes a function that changes the service's.
 *
 * @type {Object<string, {how: string, also?: string[], setUp?: object, client?: object, users?: object,
 *   serve?: string[], answers?: () => (answer: object, call: {operation: string}) => void,
 *   walk: (page: import('../page.js').Page) => Promise<void>}>}
 */
export const BROKEN = { ...AUTH, ...CONF, ...DEV, ...HASH, ...KEY, ...MFA, ...REF, ...SAFE, ...SRP, ...TIME };
