// The set-ups of pools in which franken-srp's own tests walk the real service, and
// what they find there. Every pool signs in by e-mail address, and its client hides
// whether a user exists.
//
// tracking: 'always', 'opt-in' or none. challenge: ChallengeRequiredOnNewDevice.
// mfa: MFA is optional in the pool, by SMS or TOTP. totp: the user has a factor.
// temporary: the user's password is one that has to be changed at the first sign-in.
// decision: what the client says of a new device once it is confirmed, if the pool
// leaves that open.

const NO_DEVICES = [
  { name: 'plain' },
  { name: 'plain, temporary password', temporary: true },
  { name: 'MFA optional, no factor', mfa: true },
  { name: 'MFA optional, TOTP', mfa: true, totp: true },
  { name: 'MFA optional, TOTP, temporary password', mfa: true, totp: true, temporary: true },
];

const DEVICES = [
  { name: 'opt-in, remembered', tracking: 'opt-in', decision: 'remembered' },
  { name: 'opt-in, undecided', tracking: 'opt-in', decision: null },
  { name: 'opt-in, not remembered', tracking: 'opt-in', decision: 'not_remembered' },
  { name: 'always', tracking: 'always' },
  { name: 'always, temporary password', tracking: 'always', temporary: true },
];

const DEVICES_AND_MFA = [
  { name: 'opt-in, TOTP, remembered', tracking: 'opt-in', mfa: true, totp: true, decision: 'remembered' },
  { name: 'always, TOTP', tracking: 'always', mfa: true, totp: true },
  { name: 'always, TOTP, temporary password', tracking: 'always', mfa: true, totp: true, temporary: true },
];

// A remembered device takes the place of MFA in these alone.
const DEVICES_FOR_MFA = [
  { name: 'opt-in, challenge, not remembered', tracking: 'opt-in', challenge: true, mfa: true, decision: 'not_remembered' },
  { name: 'opt-in, challenge, undecided', tracking: 'opt-in', challenge: true, mfa: true, decision: null },
  { name: 'opt-in, challenge, TOTP, remembered', tracking: 'opt-in', challenge: true, mfa: true, totp: true, decision: 'remembered' },
  { name: 'always, challenge, TOTP', tracking: 'always', challenge: true, mfa: true, totp: true },
];

export const SET_UPS = [...NO_DEVICES, ...DEVICES, ...DEVICES_AND_MFA, ...DEVICES_FOR_MFA];

/** What a sign-in without a device asks for, in franken-srp's words. */
export function firstSignIn(setUp) {
  return [...(setUp.temporary ? ['NEW_PASSWORD_REQUIRED'] : []), ...(setUp.totp ? ['SOFTWARE_MFA_REQUIRED'] : []), 'TOKENS'];
}

/** What a later one with the device asks for. */
export function signInWithDevice(setUp) {
  const remembered = setUp.tracking === 'always' || setUp.decision === 'remembered';
  const asked = setUp.totp && !(setUp.challenge && remembered);
  return asked ? ['SOFTWARE_MFA_REQUIRED', 'TOKENS'] : ['TOKENS'];
}

/** What the client is told of the device of a first sign-in; undefined where there is none. */
export function newDevice(setUp) {
  if (!setUp.tracking) {
    return undefined;
  }
  const told = { deviceAutoConfirmed: true };
  if (setUp.tracking === 'opt-in') {
    told.userConfirmationNecessary = setUp.decision === null;
    told.deviceAutoRemembered = setUp.decision ?? undefined;
  }
  return told;
}
