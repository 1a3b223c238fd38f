// One job in a process of its own, so that jobs use a core each: the library's
// arithmetic blocks its process. Arguments: the job as JSON; the answer goes to
// the parent.

import { strays } from './client.js';
import { walkClasses } from './padding.js';
import { Sightings } from './sightings.js';
import { explain, walkUsers } from './users.js';
import { observe } from './wire.js';

const JOBS = { users, classes };

const job = JSON.parse(process.argv[2]);
const result = await JOBS[job.kind](job);
result.failures.push(...strays.map((stray) => `a callback was called twice: ${stray}`));
process.send(result, () => process.exit(0));

// Many users of one pool, side by side.
async function users({ server, tracking, count }) {
  const sightings = new Sightings();
  observe((operation, request, answer) => sightings.read(operation, request, answer));
  const { passed, failed } = await walkUsers(server, tracking, count);
  return {
    lines: [`${tracking}: ${passed} of ${count} users passed, side by side`],
    failures: failed.map(({ user, error }) => `${user}: ${error}`),
    counts: sightings.counts,
  };
}

// One user for each class of padding of each number.
async function classes({ binary, tracking, numbers }) {
  const lines = [];
  const failures = [];
  const sightings = new Sightings();
  for (const number of numbers) {
    const report = (client, className) => {
      lines.push(`${number}, ${className} (${tracking}): user ${client.username} passed`);
      sightings.merge(client.sightings.counts);
    };
    await walkClasses(binary, tracking, number, report).catch((error) => failures.push(explain(number, error)));
  }
  return { lines, failures, counts: sightings.counts };
}
