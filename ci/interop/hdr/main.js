// Reads the interval log of `cogbench load` with hdr-histogram-js, which knows
// nothing of cogbench, and holds it against load.json. Exit code 0: every series
// has the same count and percentiles in both.
//
//   node main.js --cogbench PATH      makes a run and reads it
//   node main.js --report-dir DIR     reads one that is there

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import hdr from 'hdr-histogram-js';

const RUN = ['load', '--scenario', 'remembered-vs-mfa', '--users', '200', '--rate', '10', '--duration', '6s', '--quiet'];
const RUN_LIMIT_MS = 180_000;
const PERCENTILES = { p50: 50, p90: 90, p99: 99, p999: 99.9, max: 100 };

const { values: flags } = parseArgs({
  options: { cogbench: { type: 'string' }, 'report-dir': { type: 'string' } },
});
if (!flags.cogbench === !flags['report-dir']) {
  console.error('usage: node main.js --cogbench PATH | --report-dir DIR');
  process.exit(2);
}
process.exit(flags.cogbench ? checkFresh(flags.cogbench) : check(flags['report-dir']));

function checkFresh(cogbench) {
  const directory = mkdtempSync(join(tmpdir(), 'cogbench-hdr-'));
  try {
    execFileSync(cogbench, [...RUN, '--report-dir', directory], { stdio: 'inherit', timeout: RUN_LIMIT_MS });
    return check(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function check(directory) {
  const told = JSON.parse(readFileSync(join(directory, 'load.json'), 'utf8'));
  const read = mergeLog(readFileSync(join(directory, 'intervals.hlog'), 'utf8'));
  const failures = told.series.flatMap((series) => compare(series, read.get(series.name)));
  for (const name of read.keys()) {
    if (!told.series.some((series) => series.name === name)) {
      failures.push(`${name} is in the log alone`);
    }
  }
  const values = told.series.reduce((sum, series) => sum + series.count, 0);
  if (values === 0) {
    failures.push('nothing was measured');
  }
  failures.forEach((failure) => console.log(`FAILED ${failure}`));
  console.log(failures.length ? `hdr: ${failures.length} failures` : `hdr: ok, ${told.series.length} series, ${values} values`);
  return failures.length ? 1 : 0;
}

// One histogram a tag, of all intervals.
function mergeLog(text) {
  const merged = new Map();
  const reader = new hdr.HistogramLogReader(text);
  for (let interval = reader.nextIntervalHistogram(); interval; interval = reader.nextIntervalHistogram()) {
    const known = merged.get(interval.tag);
    if (known) {
      known.add(interval);
    } else {
      merged.set(interval.tag, interval);
    }
  }
  return merged;
}

function compare(series, histogram) {
  const count = histogram ? histogram.totalCount : 0;
  if (count !== series.count) {
    return [`${series.name}: ${count} values in the log, ${series.count} in load.json`];
  }
  if (count === 0) {
    return [];
  }
  const differing = Object.entries(PERCENTILES)
    .map(([name, percentile]) => [name, histogram.getValueAtPercentile(percentile), series[name]])
    .filter(([, read, told]) => read !== told);
  return differing.map(([name, read, told]) => `${series.name}: ${name} is ${read} ns in the log, ${told} ns in load.json`);
}
