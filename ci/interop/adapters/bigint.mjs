// The adapter of JavaScript's BigInt, bare: square and multiply, and node:crypto for
// hashes. What an application computes that uses no library.

import { createHash, createHmac, getDiffieHellman } from 'node:crypto';

import { serve } from './serve.mjs';

const N = integer(getDiffieHellman('modp15').getPrime('hex')); // RFC 3526 section 5
const g = 2n;
const k = integer(hash(pad(N), pad(g)).toString('hex'));

function integer(text) {
  if (!/^[0-9a-f]+$/i.test(text)) throw new Error('not a hexadecimal integer');
  return BigInt(`0x${text}`);
}

function base64(text) {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new Error('not base64');
  return bytes;
}

// pad writes n in whole bytes, with 00 in front if the top bit is set.
function pad(n) {
  const digits = n.toString(16);
  const even = digits.length % 2 ? `0${digits}` : digits;
  return Buffer.from(even[0] >= '8' ? `00${even}` : even, 'hex');
}

function hash(...parts) {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}

function hmac(key, ...parts) {
  return createHmac('sha256', key).update(Buffer.concat(parts)).digest();
}

function power(base, exponent) {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % N;
    if (bit === '1') result = (result * base) % N;
  }
  return result;
}

// x = H(pad(salt) | H(group | name | ":" | secret))
function privateKey(salt, group, name, secret) {
  return integer(hash(pad(salt), hash(Buffer.from(`${group}${name}:${secret}`))).toString('hex'));
}

function proof({ a: secretA, B: textB, salt, secretBlock, timestamp }, group, name, secret) {
  const [a, B, block] = [integer(secretA), integer(textB), base64(secretBlock)];
  if (B % N === 0n) throw new Error('B is 0 mod N');
  const u = integer(hash(pad(power(g, a)), pad(B)).toString('hex'));
  const x = privateKey(integer(salt), group, name, secret);
  const base = (((B - k * power(g, x)) % N) + N) % N;
  const S = power(base, a + u * x);
  const K = hmac(hmac(pad(u), pad(S)), Buffer.from('Caldera Derived Key\u0001')).subarray(0, 16);
  return { signature: hmac(K, Buffer.from(group + name), block, Buffer.from(timestamp)).toString('base64') };
}

function deviceVerifier({ deviceGroupKey, deviceKey, deviceSecret, salt: bytes }) {
  const salt = integer(`0${bytes}`);
  const v = power(g, privateKey(salt, deviceGroupKey, deviceKey, deviceSecret));
  return { Salt: pad(salt).toString('base64'), PasswordVerifier: pad(v).toString('base64') };
}

serve({
  client_public: ({ a }) => ({ A: power(g, integer(a)).toString(16) }),
  user_proof: (input) => proof(input, input.poolId.replace(/^[^_]*_/, ''), input.userId, input.password),
  device_proof: (input) => proof(input, input.deviceGroupKey, input.deviceKey, input.deviceSecret),
  device_verifier: deviceVerifier,
});
