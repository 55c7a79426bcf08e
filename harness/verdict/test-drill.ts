/** Made-up drills for the tests of verdict and report: a second at a time, in the figures that a test cares about. */

import type { RequestFacts } from '../measure/request-facts.ts';
import type { RouteFacts } from '../measure/route-account.ts';
import { type DrillSeries, type PoolSample, type ProxySample, SeriesRecorder } from '../measure/series.ts';
import type { ServersSample } from '../measure/servers-series.ts';
import type { NodeSample } from '../measure/tier-series.ts';
import type { WindowP99 } from '../measure/worst-window.ts';
import type { Topology } from '../topology/topology.ts';
import type { GeneratorFacts } from './generator.ts';
import { OBJECTIVES, type ObjectiveName, type Objectives, objectivesOf } from './objectives/objectives.ts';
import type { DrillEvidence } from './verdict.ts';

/** One second; what is left out is nothing, and every request is good. */
export interface TestSecond {
  /** The proxy's own. */
  readonly servers?: Partial<ServersSample>;
  /** The nodes of the cache tier. */
  readonly tier?: readonly NodeSample[];
  readonly offered?: number;
  readonly planned?: number;
  readonly timeouts?: number;
  readonly rejected?: number;
  /** Of the rejected ones: throttled. */
  readonly decided?: number;
  readonly unexpected?: number;
  readonly slow?: number;
  readonly p50Ms?: number | null;
  readonly p99Ms?: number | null;
  readonly timeoutIssuedS?: number;
  readonly dropped?: number;
  readonly lagP99Ms?: number;
  /** How late the proxy was; nobody measures it where no second says so. */
  readonly lateMs?: number;
  readonly vus?: number;
  readonly directory?: number;
  readonly proxy?: ProxySample;
  readonly pools?: Readonly<Record<string, Partial<PoolSample>>>;
}

export interface TestDrill {
  readonly seconds: number;
  readonly second: (s: number) => TestSecond;
  readonly worstWindow?: WindowP99 | null;
  readonly undisturbed?: Partial<RequestFacts['undisturbed']>;
  readonly routes?: readonly RouteFacts[];
}

export function testSeries({ seconds, second, worstWindow = null, undisturbed, routes = [] }: TestDrill): DrillSeries {
  const all = Array.from({ length: seconds }, (_, s) => second(s));
  const column = (of: (each: TestSecond) => number | undefined): number[] => all.map(each => of(each) ?? 0);
  const offered = column(each => each.offered);
  const timeouts = column(each => each.timeouts);
  const rejected = column(each => each.rejected);
  const decided = column(each => each.decided);
  const errors = offered.map((_, s) => timeouts[s]! + rejected[s]!);
  const unexpected = column(each => each.unexpected);
  const good = offered.map((each, s) => each - errors[s]! - unexpected[s]!);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
  const byStatus = { 200: sum(good), 404: sum(unexpected), 503: sum(rejected), 504: sum(timeouts) };
  const p50Ms = all.map(each => (each.p50Ms === undefined ? (each.offered ? 5 : null) : each.p50Ms));
  const p99Ms = all.map(each => (each.p99Ms === undefined ? (each.offered ? 40 : null) : each.p99Ms));
  const percentiles = { p50: 5, p90: 20, p95: 30, p99: 40, max: 2000 };
  const requests: RequestFacts = {
    ...{
      seconds,
      offered,
      ended: offered,
      good,
      timeouts,
      rejected,
      errors,
      decided,
      p50Ms,
      p99Ms,
      worstWindow,
      routes,
      byName: [],
    },
    slow: column(each => each.slow),
    timeoutIssuedS: all.map((each, s) => (each.timeouts ? (each.timeoutIssuedS ?? s) : null)),
    totals: {
      offered: sum(offered),
      served: sum(offered),
      good: sum(good),
      timeouts: sum(timeouts),
      errors: sum(errors),
      ...(sum(decided) > 0 ? { decided: sum(decided) } : {}),
      ...{ unexpected: sum(unexpected), interrupted: 0, cutOff: { requests: 0, iterations: 0 }, byFailure: {} },
      unexpectedByStatus: sum(unexpected) > 0 ? { 404: sum(unexpected) } : {},
      byStatus: Object.fromEntries(Object.entries(byStatus).filter(([, count]) => count > 0)),
      byReason: {
        ...(sum(timeouts) > 0 ? { deadline: sum(timeouts) } : {}),
        ...(sum(rejected) > sum(decided) ? { 'queue-full': sum(rejected) - sum(decided) } : {}),
        ...(sum(decided) > 0 ? { throttled: sum(decided) } : {}),
      },
    },
    undisturbed: {
      ...{
        failedFromS: null,
        ended: sum(offered),
        timeouts: sum(timeouts),
        errors: sum(errors),
        unexpected: sum(unexpected),
        worstWindow,
      },
      ...undisturbed,
    },
    timed: sum(offered),
    responseTimeMs: percentiles,
    serviceTimeMs: percentiles,
  };
  const recorder = new SeriesRecorder([...new Set(all.flatMap(each => Object.keys(each.pools ?? {})))]);
  all.forEach((each, s) => {
    const due = { users: each.planned ?? each.offered ?? 0 };
    recorder.load(s, { due, dropped: each.dropped ?? 0, lagP99Ms: each.lagP99Ms ?? 0, vus: each.vus ?? 10 });
    if (each.lateMs !== undefined) recorder.lateness('proxy', s, each.lateMs);
    if (each.directory !== undefined) recorder.directory(s, { concurrency: each.directory, reads: each.directory });
    if (each.servers !== undefined) recorder.servers(s, { ...SERVERS, ...each.servers });
    if (each.tier !== undefined) recorder.tier(s, each.tier);
    if (each.proxy !== undefined) recorder.proxy(s, each.proxy);
    for (const [name, sample] of Object.entries(each.pools ?? {})) recorder.pool(name, s, { ...IDLE, ...sample });
  });
  return recorder.finish(requests, { users: 1 });
}

const SERVERS: ServersSample = {
  ...{ cpu: 0.2, memory: 0.3, held: 10, offered: 1000, refused: 0, reset: 0, deaths: 0, alive: 8, of: 8 },
};

const IDLE: PoolSample = {
  ...{
    cpu: 0,
    memory: 0.3,
    longestQueue: 0,
    queued: 0,
    queueFull: 0,
    inFlight: 0,
    offered: 0,
    lookups: 0,
    hits: 0,
    fills: 0,
    restarts: 0,
    throttled: 0,
    coalesced: 0,
    inService: 4,
    alive: 4,
    unwanted: 0,
    contention: 0,
    warming: 0,
    shed: 0,
    ...{ connections: 0, connectionQueue: 0, connectionsOpened: 0, noConnection: 0 },
  },
};

export const NO_OBJECTIVES: Objectives = objectivesOf(
  Object.fromEntries(OBJECTIVES.map(({ name }) => [name, null])) as Record<ObjectiveName, null>,
);

/** The shape of the shipped EU topology. */
export const TEST_TOPOLOGY: Topology = {
  name: 'eu',
  fingerprint: '0123456789abcdef',
  scale: 100,
  users: 20_000,
  popularity: 'uniform',
  peakPerSecond: 1000,
  pools: {
    primary: pool(8, 512),
    alternate: pool(4, 384),
  },
  cost: {
    hit: { fixed: 3 },
    miss: { lognormal: { p50: 26, p99: 85 } },
    write: { exponential: 30 },
    requestSizeBytes: 262_144,
    baseMemoryBytes: 100_663_296,
    gc: 0.02,
  },
  directory: { latency: { fixed: 8 }, concurrency: 200, timeoutMs: 1000, errors: 0, unknownUsers: 0 },
  proxy: {
    timeoutMs: 2000,
    connectTimeoutMs: 250,
    retries: 0,
    retryOn: [],
    retryBudget: 0.2,
    balance: 'hash-user',
    failover: 'manual',
    health: { intervalMs: 2000, timeoutMs: 1000, fall: 3, rise: 2, depth: 'shallow' },
    ejection: 'off',
    networkDelayMs: 0.5,
  },
  objectives: {
    ...NO_OBJECTIVES,
    timeouts: 0,
    errors: 0.001,
    good: 0.99,
    p99Ms: 800,
    recoveryMs: 60_000,
    headroom: 1.1,
  },
};

function pool(instances: number, mebibytes: number): Topology['pools'][string] {
  return {
    ...{ instances, cores: 2, memoryBytes: mebibytes * 1_048_576, queue: 800 },
    ...{ expired: 'serve', start: 'cold', restartAfterMs: 10_000 },
  };
}

export const HEALTHY_GENERATOR: GeneratorFacts = {
  dueIterations: 4000,
  startedIterations: 4000,
  droppedIterations: 0,
  completedIterations: 3990,
  failedIterations: 0,
  interruptedIterations: 10,
  scriptFailedIterations: 0,
  lagMs: { p50: 0, p99: 1.2, max: 4.8 },
  queued: 0,
  repeated: 0,
  meanIterationMs: 6400,
};

/** Evidence of a drill in which nothing is out of the ordinary but what the test says. */
export function testEvidence(drill: TestDrill, rest: Partial<Omit<DrillEvidence, 'series'>> = {}): DrillEvidence {
  return {
    series: testSeries(drill),
    timeline: [],
    topology: TEST_TOPOLOGY,
    home: 'primary',
    generator: HEALTHY_GENERATOR,
    thresholds: [],
    headroom: null,
    differences: [],
    ending: null,
    ...rest,
  };
}
