/**
 * How late a live drill's iterations start at 2000 requests a second, with the whole site beside the load generator on the same cores: the
 * shipped drill on a region of twice the size. A late generator makes a system look better, or worse, than it is.
 *
 *     node bench/lag.ts [requests per second]
 *
 * Prints the lag of the whole drill and of its worst seconds; exits 1 if its p99 is 5 ms or more, or if an iteration was dropped.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRecord } from '../harness/record/record-file.ts';
import { RUN } from '../harness/record/run-record.ts';
import { table } from './table.ts';

const MOST_LAG_MS = 5;
const SHIPPED_PEAK = 1000;
const SHIPPED_INSTANCES = { primary: 8, alternate: 4 };

const peak = Number(process.argv[2] ?? 2000);
const times = peak / SHIPPED_PEAK;
const instances = Object.entries(SHIPPED_INSTANCES).map(
  ([pool, count]) => `pools.${pool}.instances=${Math.ceil(count * times)}`,
);
const set = [`peak=${peak}`, `users=${20_000 * times}`, ...instances].flatMap(text => ['--set', text]);
const out = mkdtempSync(join(tmpdir(), 'bench-lag-'));
const { status } = spawnSync(
  process.execPath,
  ['harness/cli/headroom.js', 'run', 'scenarios/eu-peak-failover.ts', ...set, '--out', out, '--quiet', '--exit-zero'],
  { stdio: ['ignore', 'inherit', 'inherit'] },
);
if (status !== 0) throw new Error(`the drill ended with ${status}`);
const { generator, series, requests, durationS } = readRecord(RUN, join(out, 'run.json'));
rmSync(out, { recursive: true });
const bySecond = (series.columns.lagP99Ms ?? []).filter(ms => ms !== null).sort((a, b) => b - a);
const { p50, p99, max } = generator.lagMs;
const ms = (value: number | null | undefined): string => (value == null ? '–' : value.toFixed(1));
console.log(
  table(
    ['requests/s at most', 'mean', 'dropped', 'lag p50, ms', 'p99', 'max', 'p99 of the worst seconds'],
    [
      [
        ...[String(peak), (requests.offered / durationS).toFixed(0), String(generator.droppedIterations)],
        ...[ms(p50), ms(p99), ms(max), bySecond.slice(0, 3).map(ms).join(' ')],
      ],
    ],
  ),
);
if ((p99 ?? Number.POSITIVE_INFINITY) >= MOST_LAG_MS || generator.droppedIterations > 0) process.exitCode = 1;
