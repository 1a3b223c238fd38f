// All misuses. Each has the cause that explains its recording, the library, the public
// report that tells of it, and what the pool, its client and its user are like.

import { MFA } from './misuse/mfa.js';
import { PROOF } from './misuse/proof.js';
import { REFRESH } from './misuse/refresh.js';

/**
 * @type {{cause: string, by: string, report: string, setUp?: object, client?: object, users?: object,
 *   serve?: string[], env?: object, run: (in: {app: object, pool: object, user: object}) => Promise<void>}[]}
 */
export const MISUSES = [...MFA, ...REFRESH, ...PROOF];

/** The name of its recording: the cause, and the library. */
export const nameOf = ({ cause, by }) => `${cause}.${by}`;
