// Says how the published results in docs/results/data differ from those of a commit.
//
//   node differences.mjs [COMMIT]
//
// COMMIT is HEAD, if none is named. A new version, another outcome of a rule and another
// count of vectors are a line each. Times are for `cogbench report compare`.

import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const data = 'docs/results/data';
const commit = process.argv[2] ?? 'HEAD';

/** What a file of results says, by what it says it of. */
function outcomes({ conformance, clients, libraries, name, version }) {
  if (conformance) return { [`${name}: version`]: version, ...byRule(name, conformance.rules) };
  if (clients) {
    return Object.assign({}, ...clients.map((client) => ({
      [`${client.name}: version`]: client.version,
      ...Object.assign({}, ...client.walks.map(({ tracking, rules }) => byRule(`${client.name}, ${tracking}`, rules))),
    })));
  }
  return Object.assign({}, ...libraries.map(({ name: library, version: installed, operations }) => ({
    [`${library}: version`]: installed,
    ...Object.fromEntries(operations.map(({ name: op, pass, fail, unsupported }) => [
      `${library}: ${op}`, `${pass} agree, ${fail} disagree, ${unsupported} not expressible`])),
  })));
}

const byRule = (name, rules) => Object.fromEntries(rules.map(({ id, outcome }) => [`${name}: ${id}`, outcome]));

/** The file as the commit has it; nothing where it has none. */
function published(file) {
  const { status, stdout } = spawnSync('git', ['show', `${commit}:${data}/${file}`], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  return status === 0 ? outcomes(JSON.parse(stdout)) : {};
}

const files = readdirSync(join(root, data), { recursive: true })
  .filter((file) => file.endsWith('.json') && !file.startsWith('bench')).sort();
let different = 0;
for (const file of files) {
  const before = published(file);
  const after = outcomes(JSON.parse(readFileSync(join(root, data, file), 'utf8')));
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (before[key] === after[key]) continue;
    different++;
    console.log(`${key}: ${before[key] ?? 'nothing'} -> ${after[key] ?? 'nothing'}`);
  }
}
console.log(`${different} differences from ${commit} in ${files.length} files`);
