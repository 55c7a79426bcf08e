import { describe, expect, test } from 'vitest';
import { incidentRun, quietRun, testSettings } from '../record/test-run.ts';
import { judgeRollout } from './rollout.ts';
import { HALTED, NOT_REACHED, THROUGH } from './test-rollout.ts';

test('a rollout that stopped fails, and whom it hit is counted', () => {
  const { verdict, blastRadius, recoveredS, metastable } = judgeRollout(incidentRun(), HALTED);
  expect(verdict).toBe('fail');
  expect(blastRadius).toEqual({ users: 209, share: 209 / 20_000, requests: 3230 });
  expect([recoveredS, metastable]).toEqual([38, false]);
});

describe('a rollout that went through', () => {
  test('passes', () => {
    const judged = judgeRollout(quietRun({ settings: testSettings('ttl-200s', { ttlMs: 200_000 }) }), THROUGH);
    expect([judged.verdict, ...judged.reasons]).toMatchInlineSnapshot(`
      [
        "pass",
        "The change went through all 1 stages.",
        "No user got an error.",
      ]
    `);
  });

  test('does not if the drill as a whole failed', () => {
    const judged = judgeRollout(incidentRun(), THROUGH);
    expect([judged.verdict, ...judged.reasons]).toMatchInlineSnapshot(`
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
    const judged = judgeRollout(run, THROUGH);
    expect([judged.verdict, ...judged.reasons]).toMatchInlineSnapshot(`
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
    failures: null,
  };
  const judged = judgeRollout(incidentRun(), { stages: [NOT_REACHED], halted, failedUsers: 20 });
  expect([judged.verdict, ...judged.reasons]).toMatchInlineSnapshot(`
    [
      "inconclusive",
      "Service broke before anything was deployed (second 12): 20 of 1,000 requests timed out since second 2. This says nothing about the change.",
    ]
  `);
});
