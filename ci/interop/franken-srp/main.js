// Walks franken-srp, as published, through the set-ups of its own tests of AWS, against
// `cogbench serve`. Exit code 0: the pool does all that the tests find at AWS.
//
//   node main.js --cogbench PATH [--fault NAME]

import { isDeepStrictEqual, parseArgs } from 'node:util';

import { startServer } from '../shared/server.mjs';
import { callsGoTo } from './library.js';
import { SET_UPS } from './setups.js';
import { forgotten, walk, wrongCode, wrongCredentials } from './walk.js';

// The SDK's word on Node versions to come is not this run's matter.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const { values: flags } = parseArgs({
  options: {
    cogbench: { type: 'string' },
    fault: { type: 'string', multiple: true, default: [] },
  },
});
if (!flags.cogbench) {
  console.error('usage: node main.js --cogbench PATH [--fault NAME]');
  process.exit(2);
}

const started = performance.now();
const { stop, ...server } = await startServer(flags.cogbench, flags.fault.flatMap((name) => ['--fault', name]));
callsGoTo(server.endpoint);
let compared = 0;
const mismatches = [];
for (const setUp of SET_UPS) {
  await run(setUp.name, (compare) => walk(server, setUp, compare));
}
await run('wrong code', (compare) => wrongCode(server, compare));
await run('forgotten device', (compare) => forgotten(server, compare));
await run('wrong credentials', (compare) => wrongCredentials(server, compare));
await stop();
mismatches.forEach((mismatch) => console.log(`MISMATCH ${mismatch}`));
console.log(
  `interop: franken-srp, ${SET_UPS.length} set-ups, ${compared} comparisons, ${mismatches.length} mismatches ` +
    `(${((performance.now() - started) / 1000).toFixed(1)} s)`,
);
process.exit(mismatches.length ? 1 : 0);

// Walks a set-up, and once more with another device if it does not match: the library registers
// one device in 256 with a verifier that no other client agrees with (docs/results/vectors.md).
async function run(name, part) {
  let found = await mismatchesOf(name, part);
  if (found.length > 0) {
    found = await mismatchesOf(name, part);
  }
  mismatches.push(...found);
  console.log(`${found.length > 0 ? '✗' : '✓'} ${name}`);
}

// A walk that ends early is a mismatch: the tests find a way through.
async function mismatchesOf(name, part) {
  const found = [];
  const compare = (what, got, want) => {
    compared++;
    if (!isDeepStrictEqual(got, want)) {
      found.push(`${name}: ${what} ${JSON.stringify(got)}, at AWS ${JSON.stringify(want)}`);
    }
  };
  try {
    await part(compare);
  } catch (error) {
    found.push(`${name}: ${error.message}`);
  }
  return found;
}
