// What pools and users are like in several walks, for Pool.create and Pool.newUser.

/** A pool that tracks devices, and a user without a second factor. */
export const TRACKED = { users: { totp: false } };

/** One that tracks none. */
export const UNTRACKED = { setUp: { tracking: 'off' }, users: { totp: false } };

/** One that tracks none, and asks for a code. */
export const CODES_ALONE = { setUp: { tracking: 'off' } };

/** One that asks for a code on remembered devices too. */
export const CODES_BESIDE = { setUp: { suppresses: false } };

/** One that has a user set up a second factor. */
export const SET_UP = { setUp: { mfa: 'ON' }, users: { totp: false } };

/** One with the functions of CUSTOM_AUTH. */
export const CUSTOM = { setUp: { custom: true }, users: { totp: false } };

/** A user with a temporary password. */
export const TEMPORARY = { users: { totp: false, temporary: true } };
