// The protocol's arithmetic as far as the search for paddings needs it, by
// Node's own big integers and OpenSSL: neither the library's nor cogbench's.

import { createDiffieHellman, createHash } from 'node:crypto';

import { N_HEX } from '../shared/group.mjs';

export const GROUP_BYTES = N_HEX.length / 2;
export const SALT_BYTES = 16;

const N = BigInt(`0x${N_HEX}`);

/** k = H(pad(N) ‖ pad(g)). */
export const MULTIPLIER = toBigInt(hash(pad(N), pad(2n)));

const group = createDiffieHellman(Buffer.from(N_HEX, 'hex'), 2);

/** g^exponent mod N, for an exponent as big-endian bytes. */
export function power(exponent) {
  group.setPrivateKey(exponent);
  return toBigInt(group.generateKeys());
}

/** v = g^x, x = H(pad(salt) ‖ H(group ‖ name ‖ ":" ‖ secret)). */
export function verifier(groupName, name, secret, salt) {
  const identity = hash(Buffer.from(`${groupName}${name}:${secret}`));
  return power(hash(pad(salt), identity));
}

/** The representative of a number in [0, N). */
export function modulo(number) {
  return ((number % N) + N) % N;
}

export function toBigInt(bytes) {
  return BigInt(`0x${bytes.toString('hex') || '0'}`);
}

function pad(number) {
  const hex = number.toString(16);
  const even = hex.length % 2 ? `0${hex}` : hex;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
}

function hash(...parts) {
  const sum = createHash('sha256');
  parts.forEach((part) => sum.update(part));
  return sum.digest();
}
