// The protocol's arithmetic as far as the search for paddings needs it, by
// Node's own big integers and OpenSSL: neither the library's nor cogbench's.

import { createDiffieHellman, createHash } from 'node:crypto';

// The 3072-bit MODP prime, RFC 3526 section 5.
const N_HEX =
  'ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74' +
  '020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437' +
  '4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed' +
  'ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05' +
  '98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb' +
  '9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b' +
  'e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf695581718' +
  '3995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33' +
  'a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7' +
  'abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864' +
  'd87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e2' +
  '08e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff';

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
