// The client's source of randomness, replaced by one that a seed determines.
// amazon-cognito-identity-js draws every secret as 32-bit words from
// globalThis.crypto, which it looks up once, when it is loaded: this file must be
// loaded before it.

import { createHash, webcrypto } from 'node:crypto';

/** The bytes of a seed: SHA-256(seed ‖ 0), SHA-256(seed ‖ 1), … */
export class Stream {
  #seed;
  #block = Buffer.alloc(0);
  #blocks = 0;

  constructor(seed) {
    this.#seed = seed;
  }

  read(length) {
    while (this.#block.length < length) {
      const next = createHash('sha256').update(`${this.#seed}\0${this.#blocks++}`).digest();
      this.#block = Buffer.concat([this.#block, next]);
    }
    const bytes = this.#block.subarray(0, length);
    this.#block = this.#block.subarray(length);
    return bytes;
  }
}

let source; // undefined: the real one

/** From now on the library draws from this seed. */
export function seedClient(seed) {
  source = new Stream(seed);
}

Object.defineProperty(globalThis, 'crypto', {
  value: {
    subtle: webcrypto.subtle,
    randomUUID: () => webcrypto.randomUUID(),
    getRandomValues(array) {
      if (source && array instanceof Uint32Array) {
        // The library prints a word's most significant byte first.
        array.forEach((_, i) => (array[i] = source.read(4).readUInt32BE()));
        return array;
      }
      return webcrypto.getRandomValues(array);
    },
  },
});
