import { describe, expect, test } from 'vitest';
import { incidentRun, quietRun, testSettings } from '../record/test-run.ts';
import type { DrilledTopology } from './drill-identity.ts';
import { judgeRollout, stageText } from './rollout.ts';
import type { RolloutHalt } from './rollout-outcome.ts';
import { recoverySentence } from './sentences.ts';
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
        "3,150 of 38,520 requests timed out (8.2%; none is allowed). They began in second 29, at a planned load of 1,000/s (alternate was asked to serve 933/s), 16 s after the failover began.",
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

test.each([
  ['bake', 'at peak on the primary'],
  ['failover', 'in the failover'],
  ['settle', 'back on the primary'],
] as const)('where it stopped is told: %s', (phase, where) => {
  const { reasons } = judgeRollout(incidentRun(), { ...HALTED, halted: { ...(HALTED.halted as RolloutHalt), phase } });
  expect(reasons).toEqual([
    `Stopped at 1% and 10% (1 of 8 instances of primary, 1 of 4 of alternate) in second 113, ${where}: 139 of 2,590 requests timed out since second 110.`,
    "The change was rolled back. 209 users (1% of the region's) got an error, in 3,230 requests.",
    'Service was back in second 38.',
  ]);
});

test('how service came back, or did not, is told as of any drill', () => {
  const run = incidentRun();
  const recovery = {
    ...(run.timeouts.recovery as NonNullable<typeof run.timeouts.recovery>),
    outcome: 'down' as const,
  };
  const timeouts = { ...run.timeouts, metastable: true, recoveredS: null, recovery };
  const { reasons, metastable, recoveredS } = judgeRollout({ ...run, timeouts }, HALTED);
  expect([reasons.at(-1), metastable, recoveredS]).toEqual([recoverySentence(timeouts), true, null]);
});

test('a canary that was worse, and that nobody got an error from, has nothing to come back from', () => {
  const { reasons, recoveredS } = judgeRollout(quietRun(), { ...HALTED, failedUsers: 0 });
  expect(reasons.slice(1)).toEqual(['The change was rolled back. No user got an error.']);
  expect(recoveredS).toBeNull();
});

test('one that went through has nothing to come back from either', () => {
  expect(judgeRollout(incidentRun(), THROUGH)).toMatchObject({ recoveredS: null, metastable: null });
});

test('one that did not come to its end says nothing', () => {
  const { verdict, reasons } = judgeRollout(quietRun(), { ...THROUGH, stages: [...THROUGH.stages, NOT_REACHED] });
  expect([verdict, ...reasons]).toEqual([
    'inconclusive',
    'The rollout did not come to its end.',
    'No user got an error.',
  ]);
  expect(judgeRollout(quietRun(), { ...THROUGH, stages: [] }).verdict).toBe('inconclusive');
});

test('one of whose changes some did nothing passes, with a caveat', () => {
  const run = quietRun({ settings: testSettings('two', { policy: 'fifo', ttlMs: 200_000 }) });
  const { verdict, reasons } = judgeRollout(run, THROUGH);
  expect([verdict, reasons.length, reasons[2]]).toEqual([
    'pass',
    3,
    'But policy never did anything in that time: this says nothing about it. Longer stages might (--bake, --hold).',
  ]);
});

test('a stage is told by its shares and what they are of the instances', () => {
  const topology = { pools: { primary: { instances: 8 }, alternate: { instances: 4 } } } as unknown as DrilledTopology;
  const stage = (shares: number[]) => stageText({ shares, instances: { primary: 4, alternate: 2 } }, topology);
  expect(stage([0.5])).toBe('50% (4 of 8 instances of primary, 2 of 4 of alternate)');
  expect(stage([0.01, 0.1, 0.5])).toMatch(/^1%, 10% and 50% \(4 of 8/);
  expect(stageText(undefined, topology)).toBe('no stage');
});
