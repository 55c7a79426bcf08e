/** Runs in round figures for the tests of records and texts: the incident, as model §8 has it, and the quiet drill. */
import type { CacheSettings, NamedCacheSettings } from '../../mock-service/settings/cache-settings.ts';
import { checkCacheSettings } from '../../mock-service/settings/read-cache-settings.ts';
import { at } from '../operations/catalogue/test-timeline.ts';
import {
  HEALTHY_GENERATOR,
  TEST_TOPOLOGY,
  type TestDrill,
  type TestSecond,
  testSeries,
} from '../verdict/test-drill.ts';
import { type DrillFacts, recordOf } from './drill-record.ts';
import type { RunRecord } from './run-record.ts';

export function testSettings(name: string, changes: Partial<CacheSettings> = {}): NamedCacheSettings {
  return { ...named(name), settings: { ...checkCacheSettings({}).settings, ...changes } };
}

function named(name: string): { name: string; fingerprint: string } {
  return { name, fingerprint: `${name}0000000000000000`.slice(0, 16) };
}

const TIMELINE = [
  at(1.5, 'deploy', { settings: named('short-ttl'), pool: null, share: 1 }),
  at(13, 'fail-over', { to: 'alternate', overMs: 15_000 }),
  at(28, 'fail-over-completed', { to: 'alternate' }),
  at(36, 'roll-back', { settings: [named('baseline')] }),
  at(37, 'fail-back', { to: 'primary', overMs: 0 }),
  at(37, 'fail-back-completed', { to: 'primary' }),
];

/** One second of the default drill: the alternate bears it at `holdCpu`, or not at all if that is over 1. */
function second(s: number, holdCpu: number): TestSecond {
  const planned = s < 5 ? 400 + 120 * s : s < 42 ? 1000 : 0;
  const moved = s < 13 ? 0 : s < 28 ? (s - 13) / 15 : s < 37 ? 1 : 0;
  const failing = holdCpu > 1 && s >= 29 && s < 38;
  const offered = s < 42 ? planned - (failing ? 200 : 0) : 40;
  const hits = holdCpu > 1 ? 0.62 : 0.84;
  const alternate = Math.round(offered * moved);
  return {
    ...{ planned, offered, vus: Math.round(planned * (failing ? 1.2 : 0.58)), directory: failing ? 160 : 60 },
    ...{ timeouts: failing ? 350 : 0, rejected: failing && s > 33 ? 20 : 0, slow: failing ? 400 : 0 },
    ...{ p50Ms: failing ? 1400 : 5, p99Ms: failing ? 2001 : 180 + 20 * moved, timeoutIssuedS: s - 2, lagP99Ms: 1 },
    pools: {
      primary: {
        ...{ cpu: 0.73 * (1 - moved) * Math.min(1, planned / 1000), memory: 0.4, offered: offered - alternate },
        ...{ lookups: offered - alternate, hits: (offered - alternate) * hits, fills: 100, longestQueue: 5 },
      },
      alternate: {
        ...{ cpu: Math.min(1, holdCpu * moved), memory: failing ? 0.66 : 0.45, offered: alternate, fills: 200 },
        ...{
          lookups: alternate,
          hits: alternate * (hits - 0.1),
          longestQueue: failing ? 790 : Math.round(20 * moved),
          queued: failing ? 3100 : 0,
        },
      },
    },
  };
}

/** The facts of a drill of 45 s with a failover at 13 s. */
function facts(holdCpu: number, changes: Partial<DrillFacts>, drill: Partial<TestDrill>): DrillFacts {
  const fails = holdCpu > 1;
  const threshold = { metric: 'http_req_failed', expression: 'rate<0.01', value: fails ? 0.089 : 0, ok: !fails };
  return {
    script: { name: 'eu-peak-failover', path: 'scenarios/eu-peak-failover.ts', fingerprint: 'aaaaaaaaaaaaaaaa' },
    topology: TEST_TOPOLOGY,
    settings: testSettings('short-ttl', { ttlMs: 1000 }),
    baseline: testSettings('baseline'),
    clock: 'virtual',
    seed: 1,
    arrivals: 'poisson',
    startedAt: '2026-06-01T08:00:00.000Z',
    durationS: 45,
    timeline: TIMELINE,
    series: testSeries({
      seconds: 45,
      second: s => second(s, holdCpu),
      worstWindow: { fromS: fails ? 28 : 21, p99Ms: fails ? 2004 : 412 },
      routes: fails
        ? [
            { name: 'list methods', ...route(0.6, 29) },
            { name: 'list sign-ins', ...route(0.4, 30) },
          ]
        : [],
      ...drill,
    }),
    generator: HEALTHY_GENERATOR,
    thresholds: [{ ...threshold, status: fails ? 'broken' : 'ok' }],
    checks: [],
    groups: [],
    knobs: { capacity: 0, policy: 0, ttl: 5210, ttlJitter: 5210, coalesce: 812, keepLateResults: fails ? 31 : 0 },
    metrics: {
      http_reqs: { type: 'counter', contains: 'default', values: { count: 39_420, rate: 876 } },
      checks: { type: 'rate', contains: 'default', values: { rate: 0.92, passes: 36_000, fails: 3420 } },
    },
    headroom: null,
    ending: null,
    ...changes,
  };
}

function route(part: number, fromS: number): { ended: number[]; timeouts: number[] } {
  const seconds = Array.from({ length: 45 }, (_, s) => s);
  return {
    ended: seconds.map(() => Math.round(900 * part)),
    timeouts: seconds.map(s => (s >= fromS && s < 38 ? Math.round(350 * part) : 0)),
  };
}

/** Fails: the alternate runs out of CPU after the failover. */
export function incidentRun(changes: Partial<DrillFacts> = {}, drill: Partial<TestDrill> = {}): RunRecord {
  return recordOf(facts(1.15, changes, drill));
}

/** Passes: the same drill with the baseline. */
export function quietRun(changes: Partial<DrillFacts> = {}, drill: Partial<TestDrill> = {}): RunRecord {
  return recordOf(facts(0.78, { settings: testSettings('baseline'), ...changes }, drill));
}
