// A user whose numbers fall into one class of padding: the client's by seeds
// searched here, the pool's by what its caller arranges.

import assert from 'node:assert/strict';

import { CLASSES } from './classes.js';
import { Client } from './client.js';
import { GROUP_BYTES, SALT_BYTES, power, toBigInt, verifier } from './group.js';
import { Stream, seedClient } from './randomness.js';
import { Sightings } from './sightings.js';
import { observe } from './wire.js';

const TRIES = 10_000; // the rarest class holds one number in 256
const EPHEMERAL_BYTES = 128; // of the library's a
const SECRET_BYTES = 40; // of a device's secret

/** Seeds are found for one user at a time: its legs are told apart on the wire. */
export class PaddedClient extends Client {
  sightings = new Sightings();
  #number;
  #className;
  #signIns = 0;

  /**
   * @param {import('./admin.js').AdminPool} pool
   * @param {string} username
   * @param {'A'|'B'|'salt'|'verifier'} number which number is to be of the class
   * @param {string} className one of CLASSES
   */
  constructor(pool, username, number, className) {
    super(pool, username, `Interop-${username}!ä`);
    this.#number = number;
    this.#className = className;
    observe((operation, request, answer) => this.#watch(operation, request, answer));
  }

  async signIn() {
    this.#seedLeg('user');
    return super.signIn();
  }

  /** Is a number of `bytes` bytes in the wanted class? */
  accepts(number, bytes) {
    return CLASSES[this.#className](number, bytes);
  }

  /** The verifier that the pool must hold with this salt. */
  userVerifier(salt) {
    return verifier(this.pool.name, this.username, this.password, salt);
  }

  /** Fails unless the number was of the class, in the user's leg and in the device's. */
  assertSeen() {
    for (const leg of ['user', 'device']) {
      const seen = this.sightings.counts[`${leg} ${this.#number}`] ?? {};
      assert.ok(seen[this.#className], `the ${leg}'s ${this.#number} never was of the class: ${this.#className}`);
    }
  }

  #watch(operation, request, answer) {
    this.sightings.read(operation, request, answer);
    if (answer.ChallengeName === 'PASSWORD_VERIFIER') {
      const salt = this.sightings.last['user salt'];
      this.sightings.note('user verifier', this.userVerifier(salt), GROUP_BYTES);
    }
    if (answer.ChallengeName === 'DEVICE_SRP_AUTH') {
      this.#seedLeg('device');
      return this.beforeDeviceLeg();
    }
    if (answer.AuthenticationResult?.NewDeviceMetadata) {
      this.#seedDevice(answer.AuthenticationResult.NewDeviceMetadata);
    }
    return undefined;
  }

  /** Called when the pool has asked for the device's leg. */
  beforeDeviceLeg() {}

  // The library draws `a` first.
  #seedLeg(leg) {
    this.#signIns++;
    this.#seed(`${leg} ${this.#signIns}`, (stream) => {
      const a = stream.read(EPHEMERAL_BYTES);
      return this.#number !== 'A' || this.accepts(power(a), GROUP_BYTES);
    });
  }

  // The library draws an `a` that it does not use, the secret, and the salt.
  #seedDevice({ DeviceGroupKey, DeviceKey }) {
    this.#seed(DeviceKey, (stream) => {
      stream.read(EPHEMERAL_BYTES);
      const secret = stream.read(SECRET_BYTES).toString('base64');
      const salt = toBigInt(stream.read(SALT_BYTES));
      switch (this.#number) {
        case 'salt':
          return this.accepts(salt, SALT_BYTES);
        case 'verifier':
          return this.accepts(verifier(DeviceGroupKey, DeviceKey, secret, salt), GROUP_BYTES);
        default:
          return true;
      }
    });
  }

  #seed(label, accepts) {
    for (let i = 0; i < TRIES; i++) {
      const seed = `${this.username} ${label} ${i}`;
      if (accepts(new Stream(seed))) {
        seedClient(seed);
        return;
      }
    }
    throw new Error(`no seed gives a ${this.#number} of the class: ${this.#className}`);
  }
}
