// The codes of an authenticator app (RFC 6238: HMAC-SHA-1, 30 seconds, 6 digits).

import { createHmac } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
export const STEP_SECONDS = 30;

/** The number of the 30-second step that a time in milliseconds falls in. */
export function step(timeMs) {
  return Math.floor(timeMs / 1000 / STEP_SECONDS);
}

/**
 * @param {string} secret base32, as AssociateSoftwareToken gives it
 * @param {number} atStep
 * @returns {string} six digits
 */
export function code(secret, atStep) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(atStep));
  const mac = createHmac('sha1', decodeBase32(secret)).update(counter).digest();
  const offset = mac[mac.length - 1] & 0x0f;
  const number = (mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000;
  return String(number).padStart(6, '0');
}

// In either case, as authenticators read it.
function decodeBase32(text) {
  const bytes = [];
  let bits = 0;
  let value = 0;
  for (const digit of text.replace(/=+$/, '').toUpperCase()) {
    const index = ALPHABET.indexOf(digit);
    if (index < 0) {
      throw new Error(`the TOTP secret has ${JSON.stringify(digit)}, which base32 has not`);
    }
    value = (value << 5) | index;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >> bits) & 0xff);
    }
  }
  return Buffer.from(bytes);
}
