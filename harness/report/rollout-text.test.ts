import { expect, test } from 'vitest';
import { rolloutOf } from '../record/rollout-record.ts';
import { incidentRun } from '../record/test-run.ts';
import { HALTED } from '../verdict/test-rollout.ts';
import { rolloutLine, rolloutText } from './rollout-text.ts';

test('a rollout that stopped says on a terminal where, why, and whom it hit', () => {
  const record = rolloutOf(incidentRun(), HALTED, ['cpu'], 'runs/r/run.json');
  expect(rolloutText(record)).toMatchInlineSnapshot(`
    "FAIL  Rollout of short-ttl (ttl: 300s → 1s) on eu at the peak of
          eu-peak-failover (virtual, 45 s, seed 1, poisson arrivals)
      • Stopped at 1% and 10% (1 of 8 instances of primary, 1 of 4 of alternate) in
        second 113, in the failover: 139 of 2,590 requests timed out since second
        110.
      • The change was rolled back. 209 users (1% of the region's) got an error, in
        3,230 requests.
      • Service was back in second 38.

    Stages
       seconds               users with an error  share of the instances
      30–113 s  breached                     137  1% and 10% (1 of 8 instances of
                                                  primary, 1 of 4 of alternate)
             –  not reached                    –  100% (8 of 8 instances of primary,
                                                  4 of 4 of alternate)
      209 users with an error in all, 1% of the region's; 20,900 at real scale

    Canary beside the rest
        stage                               canary   rest
      1%, 10%  bake, primary  errors            0%     0%
                              mean latency   41 ms  13 ms  WORSE
                              hit ratio        36%    82%  WORSE

      The canary was allowed to be worse in cpu.
    "
  `);
  expect(rolloutLine(record)).toMatchInlineSnapshot(
    `"FAIL rollout of short-ttl: Stopped at 1% and 10% (1 of 8 instances of primary, 1 of 4 of alternate) in second 113, in the failover: 139 of 2,590 requests timed out since second 110. Users with an error: 209."`,
  );
});
