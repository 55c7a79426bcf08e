import { expect, test } from 'vitest';
import { TEST_TOPOLOGY } from '../verdict/test-drill.ts';
import { incidentRun, quietRun } from './test-run.ts';

test('the keys of how-it-works §7, and what reports need beside them', () => {
  const { series, metrics: _, ...run } = incidentRun();
  expect(Object.keys(run)).toMatchInlineSnapshot(`
    [
      "schemaVersion",
      "verdict",
      "reasons",
      "script",
      "topology",
      "cacheSettings",
      "clock",
      "seed",
      "arrivals",
      "startedAt",
      "startsAt",
      "durationS",
      "timeline",
      "timeouts",
      "cause",
      "hold",
      "objectives",
      "thresholds",
      "checks",
      "groups",
      "generator",
      "requests",
      "pools",
      "directory",
      "knobs",
      "integrity",
    ]
  `);
  expect(Object.keys(run.timeouts)).toMatchInlineSnapshot(`
    [
      "count",
      "share",
      "onsetS",
      "onsetRatePerSecond",
      "onsetPoolRatePerSecond",
      "onsetPool",
      "afterFailoverS",
      "triggerGoneS",
      "recoveredS",
      "metastable",
      "recovery",
      "firstS",
      "routes",
    ]
  `);
  expect(Object.keys(run.requests)).toMatchInlineSnapshot(`
    [
      "offered",
      "served",
      "good",
      "errors",
      "unexpected",
      "interrupted",
      "cutOff",
      "byStatus",
      "unexpectedByStatus",
      "byReason",
      "byFailure",
      "responseTimeMs",
      "serviceTimeMs",
      "worstWindow",
      "byName",
    ]
  `);
  expect(series.columns.planned).toHaveLength(45);
});

test('a queue without end and settings that never expire fit into JSON', () => {
  const { primary, ...rest } = TEST_TOPOLOGY.pools;
  const topology = { ...TEST_TOPOLOGY, pools: { primary: { ...primary!, queue: Number.POSITIVE_INFINITY }, ...rest } };
  expect(quietRun({ topology }).topology.pools.primary?.queue).toBeNull();
});

test('the difference from the baseline is told as people write it', () => {
  expect(incidentRun().cacheSettings).toMatchObject({
    name: 'short-ttl',
    baseline: 'baseline',
    values: { ttl: '1s', capacity: '12000' },
    differences: [{ knob: 'ttl', from: '300s', to: '1s' }],
  });
});

test('pools are summed up, the hold apart', () => {
  expect(incidentRun().pools.alternate).toEqual({
    ...{
      peakCpu: 1,
      holdCpu: 1,
      peakMemory: 0.66,
      peakQueue: 790,
      peakQueued: 3100,
      queueFull: 0,
      cacheFillPerSecond: 200,
      restarts: 0,
    },
    hitRatio: expect.closeTo(0.52, 5),
  });
  expect(quietRun().pools.alternate?.holdCpu).toBeCloseTo(0.78);
});

test('a threshold without data keeps its null and does not hold', () => {
  const threshold = { metric: 'logins', expression: 'count>0', value: null, ok: false, status: 'no-data' } as const;
  const run = quietRun({ thresholds: [threshold] });
  expect(run.thresholds).toEqual([{ metric: 'logins', expression: 'count>0', value: null, ok: false }]);
  expect(run.verdict).toBe('inconclusive');
});

test('the same facts make the same record', () => {
  expect(incidentRun()).toEqual(incidentRun());
  expect(incidentRun().integrity).not.toBe(incidentRun({ seed: 2 }).integrity);
});
