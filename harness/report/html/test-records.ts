/** Run records of every kind that a report must cope with, for its tests. */

import { at } from '../../operations/catalogue/test-timeline.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { type SweepRecord, sweepOf } from '../../record/sweep-record.ts';
import { testCapacity, testSeed } from '../../record/test-capacity.ts';
import { incidentRun, quietRun, testSettings } from '../../record/test-run.ts';
import { HEALTHY_GENERATOR, TEST_TOPOLOGY, type TestSecond, testSeries } from '../../verdict/test-drill.ts';

/** A drill whose generator could not keep up. */
export function overloadedGeneratorRun(): RunRecord {
  const generator = {
    ...HEALTHY_GENERATOR,
    ...{ startedIterations: 3700, droppedIterations: 300, completedIterations: 3690 },
    lagMs: { p50: 0.4, p99: 61, max: 140 },
  };
  return quietRun({ generator });
}

/** A drill of three seconds in which little happened. */
export function shortRun(): RunRecord {
  const pools = { primary: { cpu: 0.02, offered: 12, lookups: 10, hits: 2, fills: 8, inFlight: 1 }, alternate: {} };
  const series = testSeries({ seconds: 3, second: () => ({ offered: 12, p99Ms: 41.7, pools, directory: 1 }) });
  const few = { dueIterations: 4, startedIterations: 4, completedIterations: 4, interruptedIterations: 0 };
  return quietRun({
    ...{ series, durationS: 3.02, timeline: [], thresholds: [] },
    generator: { ...HEALTHY_GENERATOR, ...few },
  });
}

/** A drill without a single request: `null` wherever there can be one. */
export function emptyRun(): RunRecord {
  const series = testSeries({ seconds: 0, second: () => ({}) });
  const percentiles = { p50: null, p90: null, p95: null, p99: null, max: null };
  const none = { dueIterations: 0, startedIterations: 0, completedIterations: 0, interruptedIterations: 0 };
  return quietRun({
    series: {
      ...series,
      requests: { ...series.requests, responseTimeMs: percentiles, serviceTimeMs: percentiles },
    },
    ...{ durationS: 0, timeline: [], thresholds: [], knobs: {}, metrics: {} },
    generator: { ...HEALTHY_GENERATOR, ...none, lagMs: { p50: null, p99: null, max: null } },
  });
}

/** A drill of many intervals and pools, in numbers of all their digits: the largest series that a record can have. */
export function longRun(seconds = 3600): RunRecord {
  const wave = (s: number, period: number): number => 0.5 + 0.5 * Math.sin((2 * Math.PI * s) / period + 0.1);
  const pool = (s: number, period: number) => ({
    ...{ cpu: 0.3 + 0.6 * wave(s, period), memory: 0.3 + 0.3 * wave(s, 1.7 * period), lookups: 1000, hits: 873 },
    ...{ longestQueue: Math.round(300 * wave(s, period)), inFlight: Math.round(90 * wave(s, period)), fills: 120 },
    offered: Math.round(900 * wave(s, period)),
  });
  const second = (s: number): TestSecond => ({
    ...{ planned: 1000 * wave(s, 900), offered: Math.round(1000 * wave(s, 900)), directory: 50 + (s % 17) },
    ...{ p50Ms: 10 + 3 * wave(s, 60), p99Ms: 90 + 300 * wave(s, 700), lagP99Ms: wave(s, 11), vus: 400 + (s % 83) },
    ...{ timeouts: s % 97 === 0 ? 3 : 0 },
    pools: { primary: pool(s, 400), alternate: pool(s, 650), third: pool(s, 90) },
  });
  return incidentRun({ durationS: seconds, series: testSeries({ seconds, second }) });
}

/** Strings that a script, a file or a request can put into a record, each trying to be more than text. */
export const HOSTILE = `</script><script>window.hacked=1</script><!--<img src=x onerror=window.hacked=1>"'&\u2028\u202e`;

/** A record that is hostile wherever a record holds the text of others. */
export function hostileRun(): RunRecord {
  const { series, ...fact } = hostileFacts();
  const { requests } = series;
  return incidentRun({
    ...fact,
    series: {
      ...series,
      pools: { ...series.pools, [HOSTILE]: series.pools.primary! },
      requests: {
        ...requests,
        routes: [{ name: HOSTILE, ended: requests.ended, timeouts: requests.timeouts }],
        totals: { ...requests.totals, byReason: { [HOSTILE]: 3 } as Record<string, number> },
      },
    },
  });
}

function hostileFacts() {
  const pools = { primary: { cpu: 0.5, offered: 900 }, alternate: { cpu: 1, offered: 100 } };
  return {
    script: { name: HOSTILE, path: HOSTILE, fingerprint: HOSTILE },
    topology: { ...TEST_TOPOLOGY, name: HOSTILE, fingerprint: HOSTILE },
    settings: { ...testSettings(HOSTILE, { ttlMs: 1000 }), fingerprint: HOSTILE },
    baseline: testSettings(`${HOSTILE} too`),
    timeline: [
      at(13, 'fail-over', { to: HOSTILE, overMs: 0 }),
      at(14, 'instance-down', { pool: HOSTILE, instance: HOSTILE, checks: 3, failure: HOSTILE }),
    ],
    thresholds: [{ metric: HOSTILE, expression: HOSTILE, value: 1, ok: false, status: 'broken' as const }],
    // Of a record that came from elsewhere: no drill of ours has such a knob.
    knobs: { [HOSTILE]: 1 } as Record<string, number>,
    metrics: {
      [HOSTILE]: { type: 'counter' as const, contains: 'default' as const, values: { [HOSTILE]: 1 } },
    },
    series: testSeries({ seconds: 45, second: s => ({ offered: 1000, timeouts: s > 30 ? 100 : 0, pools }) }),
  };
}

/** A sweep in which one value bears nothing and two bear enough. */
export function testSweep(): SweepRecord {
  const knob = { path: 'ttl', values: ['100ms', '1s', '10s', '60s', '300s'] };
  const capacities = [null, 552, 980, 1290, 1372].map(held =>
    testCapacity([testSeed(1, held, held === null ? 4 : held + 30)]),
  );
  return sweepOf([knob], capacities);
}
