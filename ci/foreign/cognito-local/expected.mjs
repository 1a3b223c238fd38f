// What a run on cognito-local has to have judged. It has USER_PASSWORD_AUTH, refresh, TOTP
// and administration, and no SRP, devices, USER_AUTH or MFA_SETUP. Codes it writes to its
// console, where the run can read them (server.mjs).

// Rules about what it lacks: ids, or the beginnings of ids.
const BEYOND = [
  'SRP-', 'DEV-', 'TRUST-', 'USER-',
  'SEC-01', 'SEC-04', 'SEC-05', 'SEC-06', 'SEC-07', 'SEC-08', 'SEC-09', // SRP, devices
  'MFA-01', 'MFA-15', // it says that it has SMS_MFA for users with MFAOptions alone, which nothing sets
  'MFA-03', 'MFA-29', 'MFA-32', // codes by e-mail at a sign-in
  'MFA-08', 'MFA-12', 'MFA-24', 'MFA-25', // devices
  'MFA-21', 'MFA-22', 'MFA-23', 'MFA-37', // MFA_SETUP, AdminSetUserMFAPreference
  'POOL-02', 'POOL-03', 'POOL-04', 'POOL-05', 'POOL-06', 'POOL-07', 'POOL-08', 'POOL-09', 'POOL-10', 'POOL-11', 'POOL-12', 'POOL-13', 'POOL-16',
  'ADM-01', 'ADM-02', 'ADM-03', 'ADM-04', 'ADM-05', 'ADM-07', 'ADM-08', 'ADM-09', 'ADM-10', 'ADM-11', 'ADM-12',
  'AUTH-01', 'AUTH-02', 'AUTH-03', 'AUTH-05', 'AUTH-06', 'AUTH-11', 'AUTH-12', 'AUTH-13', 'AUTH-14', 'AUTH-19',
  'AUTH-23', 'AUTH-24', 'AUTH-25', 'AUTH-28', 'AUTH-29', 'AUTH-35', 'AUTH-36',
  'REF-01', 'REF-02', 'REF-03', 'REF-05', 'REF-07', 'REF-08', 'REF-09', 'REF-10', 'REF-12', 'REF-14', 'REF-15', 'REF-17', 'REF-19', 'REF-21', 'REF-22', 'REF-24',
  'TOK-18', 'TOK-24', // GlobalSignOut
  'PWD-16', // AdminResetUserPassword
  'AUTH-39', 'AUTH-41', // two flows, or the default ones, which are not USER_PASSWORD_AUTH
  'PWD-06', // it says that it does not support users without an address
  'WIRE-31', // operations on devices
  'WIRE-07', 'WIRE-08', 'WIRE-09', 'WIRE-10', 'WIRE-11', 'WIRE-12', 'WIRE-13', 'WIRE-14', 'WIRE-33',
];

// Rules that a sign-in by USER_PASSWORD_AUTH, or a code, is enough for.
const REACHED = ['AUTH-04', 'AUTH-07', 'AUTH-08', 'AUTH-20', 'AUTH-30', 'MFA-02', 'MFA-06', 'REF-04', 'REF-23', 'TOK-01', 'TOK-02', 'TOK-03', 'TOK-05', 'TOK-06', 'PWD-01', 'PWD-02', 'PWD-03', 'PWD-18', 'PWD-19', 'WIRE-01', 'WIRE-04', 'WIRE-20'];

// The share of the rules permitted that may be left unjudged: skipped, or said to be about
// what the server lacks.
const MOST_UNJUDGED = 0.05;

const judged = ({ outcome }) => outcome === 'pass' || outcome === 'fail';

/**
 * Weighs the rules that the server permits.
 *
 * @param {{id: string, level: string, outcome: string}[]} rules of a conformance.json
 * @returns {{figures: string, objections: string[]}} what to print, and what is not as it has to be
 */
export function weigh(rules) {
  const permitted = rules.filter(({ id, level, outcome }) => level !== 'open' && outcome !== 'notRun' && !BEYOND.some((beginning) => id.startsWith(beginning)));
  const unjudged = permitted.filter((rule) => !judged(rule));
  const unreached = rules.filter((rule) => REACHED.includes(rule.id) && !judged(rule));
  const share = unjudged.length / permitted.length;
  const objections = unreached.map(({ id, outcome }) => `${id} is ${outcome}, though what it has is enough for it`);
  if (share > MOST_UNJUDGED) {
    objections.push(`not judged of what it permits: ${unjudged.map(({ id, outcome }) => `${id} (${outcome})`).join(', ')}`);
  }
  return { figures: `${unjudged.length} of ${permitted.length} rules that it permits were not judged (${(100 * share).toFixed(1)} %)`, objections };
}
