// Which classes of padding crossed the wire, and in which numbers.

import { classesOf } from './classes.js';
import { GROUP_BYTES, SALT_BYTES } from './group.js';

const SRP_CHALLENGES = { PASSWORD_VERIFIER: 'user', DEVICE_PASSWORD_VERIFIER: 'device' };

/** Counts, for each number of the protocol, the classes that it fell into. */
export class Sightings {
  counts = {}; // "user A" → "top bit set" → how often
  last = {}; // "user A" → the number itself, as a BigInt

  /** Notes one number. */
  note(name, number, width) {
    this.last[name] = number;
    const classes = (this.counts[name] ??= {});
    for (const found of classesOf(number, width)) {
      classes[found] = (classes[found] ?? 0) + 1;
    }
  }

  /** Notes what a request and its answer show. */
  read(operation, request, answer) {
    const sent = request.AuthParameters ?? request.ChallengeResponses ?? {};
    if (sent.SRP_A) {
      const leg = request.ChallengeName === 'DEVICE_SRP_AUTH' ? 'device' : 'user';
      this.note(`${leg} A`, fromHex(sent.SRP_A), GROUP_BYTES);
    }
    const leg = SRP_CHALLENGES[answer.ChallengeName];
    if (leg) {
      this.note(`${leg} B`, fromHex(answer.ChallengeParameters.SRP_B), GROUP_BYTES);
      this.note(`${leg} salt`, fromHex(answer.ChallengeParameters.SALT), SALT_BYTES);
    }
    if (operation === 'ConfirmDevice') {
      const { PasswordVerifier } = request.DeviceSecretVerifierConfig;
      this.note('device verifier', fromBase64(PasswordVerifier), GROUP_BYTES);
    }
  }

  /** Adds the counts of another process. */
  merge(counts) {
    for (const [name, classes] of Object.entries(counts)) {
      for (const [found, count] of Object.entries(classes)) {
        const mine = (this.counts[name] ??= {});
        mine[found] = (mine[found] ?? 0) + count;
      }
    }
  }
}

function fromHex(text) {
  return BigInt(`0x${text}`);
}

function fromBase64(text) {
  return fromHex(Buffer.from(text, 'base64').toString('hex'));
}
