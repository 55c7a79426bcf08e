import { describe, expect, test } from 'vitest';
import { rolloutLine, rolloutText } from '../report/rollout-text.ts';
import { rolloutOf } from './rollout-record.ts';
import { incidentRun, quietRun, testSettings } from './test-run.ts';

type Outcome = Parameters<typeof rolloutOf>[1];

const ANALYSIS = {
  phase: 'bake' as const,
  pool: 'primary',
  metrics: [
    { metric: 'errors' as const, canary: 0, rest: 0, worse: false },
    { metric: 'latency' as const, canary: 41.2, rest: 13.1, worse: true },
    { metric: 'hit-ratio' as const, canary: 0.36, rest: 0.82, worse: true },
  ],
};
const FIRST = { shares: [0.01, 0.1], instances: { primary: 1, alternate: 1 } };
const NOT_REACHED = {
  ...{ shares: [1], instances: { primary: 8, alternate: 4 }, outcome: 'not-reached' as const },
  ...{ startS: null, endS: null, failedUsers: 0, analyses: [] },
};

const HALTED: Outcome = {
  stages: [
    { ...FIRST, outcome: 'breached', startS: 30, endS: 113, failedUsers: 137, analyses: [ANALYSIS] },
    NOT_REACHED,
  ],
  halted: { stage: 0, atS: 113, phase: 'failover', reason: '139 of 2,590 requests timed out since second 110' },
  failedUsers: 209,
};
const THROUGH: Outcome = {
  stages: [{ ...FIRST, outcome: 'passed', startS: 30, endS: 201, failedUsers: 0, analyses: [] }],
  halted: null,
  failedUsers: 0,
};

test('a rollout that stopped says where, why, and whom it hit', () => {
  const record = rolloutOf(incidentRun(), HALTED, ['cpu'], 'runs/r/run.json');
  expect(record).toMatchObject({ verdict: 'fail', blastRadius: { users: 209, share: 209 / 20_000 } });
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

describe('a rollout that went through', () => {
  test('passes', () => {
    const record = rolloutOf(
      quietRun({ settings: testSettings('ttl-200s', { ttlMs: 200_000 }) }),
      THROUGH,
      [],
      'run.json',
    );
    expect([record.verdict, ...record.reasons]).toMatchInlineSnapshot(`
      [
        "pass",
        "The change went through all 1 stages.",
        "No user got an error.",
      ]
    `);
  });

  test('does not if the drill as a whole failed', () => {
    const record = rolloutOf(incidentRun(), THROUGH, [], 'run.json');
    expect([record.verdict, ...record.reasons]).toMatchInlineSnapshot(`
      [
        "fail",
        "3,150 of 36,020 requests timed out (8.7%; none is allowed). They began in second 29, at a planned load of 1,000/s (alternate was asked to serve 933/s), 16 s after the failover began.",
        "The change went through all 1 stages, but the drill as a whole did not pass.",
        "No user got an error.",
      ]
    `);
  });

  test('says nothing if what differs never did anything', () => {
    const run = quietRun({ settings: testSettings('fifo', { policy: 'fifo' }) });
    const record = rolloutOf(run, THROUGH, [], 'run.json');
    expect([record.verdict, ...record.reasons]).toMatchInlineSnapshot(`
      [
        "inconclusive",
        "The change went through all 1 stages, but policy never did anything in that time: this says nothing about it. Longer stages might (--bake, --hold).",
        "No user got an error.",
      ]
    `);
  });
});

test('a service that failed before the first deploy says nothing of the change', () => {
  const halted = {
    stage: null,
    atS: 12,
    phase: 'warm-up' as const,
    reason: '20 of 1,000 requests timed out since second 2',
  };
  const record = rolloutOf(incidentRun(), { stages: [NOT_REACHED], halted, failedUsers: 20 }, [], 'run.json');
  expect([record.verdict, ...record.reasons]).toMatchInlineSnapshot(`
    [
      "inconclusive",
      "Service broke before anything was deployed (second 12): 20 of 1,000 requests timed out since second 2. This says nothing about the change.",
    ]
  `);
});
