// The group's arithmetic by Node's own big integers.

import { createHash } from 'node:crypto';

import { N_HEX } from '../shared/group.mjs';

const N = BigInt(`0x${N_HEX}`);

export const MULTIPLIER = toBigInt(createHash('sha256').update(padded(N)).update(padded(2n)).digest());

export function modulo(number) {
  return ((number % N) + N) % N;
}

export function power(base, exponent) {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % N) {
    if (rest & 1n) {
      result = (result * square) % N;
    }
  }
  return result;
}

export function toBigInt(bytes) {
  return BigInt(`0x${bytes.toString('hex') || '0'}`);
}

/** The least bytes of a number in two's complement. */
export function padded(number) {
  const hex = number.toString(16);
  const even = hex.length % 2 ? `0${hex}` : hex;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
}
