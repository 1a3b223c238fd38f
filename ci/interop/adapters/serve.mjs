// What adapters of JavaScript libraries share: the loop of the protocol, and the
// two things that a library takes from its surroundings, random words and time.

import { createInterface } from 'node:readline';

// Unsupported says that the library cannot express a case.
export class Unsupported extends Error {}

// expressible computes what the library refuses only if it has no way to express the case.
export function expressible(compute) {
  try {
    return compute();
  } catch (error) {
    throw new Unsupported(error.message);
  }
}

const SystemDate = Date;

// The libraries draw their random bytes as 32-bit words, each by one call.
let words = [];
globalThis.crypto.getRandomValues = (array) => {
  if (words.length === 0) throw new Error('the library drew randomness that the case does not give');
  array[0] = words.shift();
  return array;
};

// drawNext lets the library's next draws give these integers: pairs of
// hexadecimal text and a size in bytes, a multiple of 4.
export function drawNext(...draws) {
  words = draws.flatMap(([hex, size]) => {
    const digits = hex.replace(/^0+/, '');
    if (digits.length > 2 * size) throw new Unsupported(`more than ${size} bytes`);
    return digits.padStart(2 * size, '0').match(/.{8}/g).map((word) => parseInt(word, 16));
  });
}

// at runs a computation at a fixed time, in milliseconds.
export function at(milliseconds, compute) {
  globalThis.Date = class extends SystemDate {
    constructor() {
      super(milliseconds);
    }
  };
  try {
    return compute();
  } finally {
    globalThis.Date = SystemDate;
  }
}

// atTimestamp runs a computation at the time that `now` of the library writes as this text.
export function atTimestamp(text, now, compute) {
  const [, month, day, clock, , year] = text.split(' ');
  return at(SystemDate.parse(`${day} ${month} ${year} ${clock} UTC`), () => {
    if (now() !== text) throw new Unsupported('not a timestamp of this library');
    return compute();
  });
}

async function answer(operations, { id, op, input }) {
  const compute = op === 'ping' ? () => ({}) : operations[op];
  if (!compute) return { id, error: 'unsupported' };
  try {
    const start = process.hrtime.bigint();
    const output = await compute(input);
    return { id, output, ns: Number(process.hrtime.bigint() - start) };
  } catch (error) {
    if (error instanceof Unsupported) return { id, error: 'unsupported', reason: error.message };
    return { id, error: 'rejected', reason: String(error.message ?? error) };
  }
}

// serve answers requests from stdin on stdout, one after the other.
export async function serve(operations) {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await answer(operations, JSON.parse(line)))}\n`);
  }
}
