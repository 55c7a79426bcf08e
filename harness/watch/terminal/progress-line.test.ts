import { expect, test } from 'vitest';
import { type ProgressSample, progressLine } from './progress-line.ts';

const QUIET: ProgressSample = {
  ...{ second: 2, planned: 1000, offered: 1012, ended: 1000, good: 1000, timeouts: 0, errors: 0, p99Ms: 201 },
  ...{ droppedSoFar: 0, lagP99Ms: 0.4, pools: { primary: { cpu: 0.72 }, alternate: { cpu: 0 } } },
};

test('one line a second, in steady columns, with what is wrong at its end', () => {
  const bad = { ...QUIET, second: 29, good: 640, timeouts: 350, errors: 360, p99Ms: 2001 };
  const worse = {
    ...bad,
    second: 119,
    droppedSoFar: 12,
    lagP99Ms: 44,
    pools: { primary: { cpu: null }, alternate: { cpu: 1 } },
  };
  const silent = { ...QUIET, planned: null, offered: 0, ended: 0, p99Ms: null, lagP99Ms: null };
  expect(
    `\n${[QUIET, bad, worse, silent].map(sample => progressLine(sample, 120)).join('\n')}\n`,
  ).toMatchInlineSnapshot(`
    "
    3 of 120 s, load 1,012/s of 1,000/s planned, good 100%, p99 201 ms, CPU primary 72% alternate 0%
    30 of 120 s, load 1,012/s of 1,000/s planned, good 64%, TIMEOUTS 350, ERRORS 10, p99 2001 ms, CPU primary 72% alternate 0%
    120 of 120 s, load 1,012/s of 1,000/s planned, good 64%, TIMEOUTS 350, ERRORS 10, DROPPED 12, LAG 44 ms, p99 2001 ms, CPU primary – alternate 100%
    3 of 120 s, load 0/s, good –, p99 –, CPU primary 72% alternate 0%
    "
  `);
});
