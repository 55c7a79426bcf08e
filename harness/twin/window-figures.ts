import { histogramQuantile } from '../../mock-service/time/quantile.ts';
import type { RunRecord } from '../record/run-record.ts';
import type { Topology } from '../topology/topology.ts';
import type { Histogram, Observation } from './observation.ts';
import { restartsOf } from './restarts.ts';
import type { StoreUse } from './store-use.ts';

/** A figure that is known to lie between two bounds: a histogram does not tell where in a bucket, nor a few requests which is the median. */
export interface Within {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What a window of telemetry, or of a drill, comes to. Null: not measured. */
export interface WindowFigures {
  /** Busy share of each pool's CPU, 0–1. */
  readonly cpu: Readonly<Record<string, number | null>>;
  /** Of all pools, 0–1. */
  readonly hitRatio: number | null;
  readonly p50Ms: Within | null;
  readonly p99Ms: Within | null;
  /** Of requests, 0–1. */
  readonly failed: number | null;
  readonly perSecond: number | null;
  /** Calls of the store in progress, in the mean. */
  readonly storeInUse: number | null;
  /** Instances that began again. */
  readonly restarts: number | null;
}

/**
 * Hits are fast and misses slow: where half are hits the median lies anywhere between, and a point of the hit ratio moves it there. So a percentile lies
 * between those of so much less and more, which is what the hit ratio may be off by, and of the slowest a third of them.
 */
const [BESIDE_P50, BESIDE_P99] = [0.03, 0.003];

/** What telemetry says of the windows from `from` up to `to`. */
export function observedFigures(
  observation: Observation,
  topology: Topology,
  latency: Histogram | null,
  store: StoreUse | null,
  from: number,
  to: number,
): WindowFigures[] {
  const restarts = restartsIn(observation);
  const windowS = ((observation.edges[1] as number) - (observation.edges[0] as number)) / 1000;
  const cores = coresByPool(observation, topology);
  return Array.from({ length: to - from }, (_, k) => {
    const i = from + k;
    const add = (pick: (pool: Observation['pools'][number]) => number | null | undefined): number | null => {
      let sum = 0;
      for (const pool of observation.pools) {
        const value = pick(pool) ?? null;
        if (value === null) return null;
        sum += value;
      }
      return sum;
    };
    const allHits = add(({ hits: column }) => column[i]);
    const allLookups = add(({ lookups: column }) => column[i]);
    const allRequests = add(({ requests: column }) => column[i]);
    const failed = observation.failed[i] ?? null;
    const row = latency?.by[i] ?? null;
    const quantileMs = (share: number, beside: number): Within | null => {
      if (row === null || latency === null) return null;
      const bounds = latency.bounds.slice(0, -1);
      const at = (part: number): number | null => histogramQuantile(row, bounds, part);
      const [seconds, below, above] = [at(share), at(share - beside), at(share + beside)];
      if (seconds === null || below === null || above === null) return null;
      const first = bounds.findIndex(bound => below <= bound);
      const last = bounds.findIndex(bound => above <= bound);
      const low = first < 0 ? (bounds.at(-1) ?? 0) : (bounds[first - 1] ?? 0);
      const high = last < 0 ? Number.POSITIVE_INFINITY : (bounds[last] as number);
      return { value: 1000 * seconds, low: 1000 * low, high: 1000 * high };
    };
    return {
      cpu: Object.fromEntries(
        observation.pools.map(({ name, cpuS, instances }) => {
          const used = cpuS[i] ?? null;
          const count = instances[i] ?? 0;
          return [name, used === null || count === 0 ? null : used / (windowS * count * (cores.get(name) ?? 1))];
        }),
      ),
      hitRatio: allHits === null || !allLookups ? null : allHits / allLookups,
      p50Ms: quantileMs(0.5, BESIDE_P50),
      p99Ms: quantileMs(0.99, BESIDE_P99),
      failed: failed === null || !allRequests ? null : failed / allRequests,
      perSecond: allRequests === null ? null : allRequests / windowS,
      storeInUse: store?.inProgress[i] ?? null,
      restarts: restarts?.[i] ?? null,
    };
  });
}

/** By window; null: instances are not told apart. */
function restartsIn({ instances, edges }: Observation): number[] | null {
  if (instances.length === 0 || instances.some(({ instance }) => instance === 'all')) return null;
  const counts = edges.slice(1).map(() => 0);
  for (const each of instances) for (const window of restartsOf(each)) counts[window]!++;
  return counts;
}

/** Cores of an instance of each pool: measured, or the topology's. */
function coresByPool({ instances }: Observation, topology: Topology): Map<string, number> {
  return new Map(
    Object.entries(topology.pools).map(([name, { cores }]) => [
      name,
      instances.find(each => each.pool === name && each.cores !== null)?.cores ?? cores,
    ]),
  );
}

/**
 * What a drill of the twin says of the same windows.
 * @param windows how many
 * @param store what a call of it takes in the mean while none waits, ms, and how many calls that are no reads there are in a second, by window
 * @param delayMs what the drill's own callers wait for beyond what telemetry measures
 */
export function predictedFigures(
  record: RunRecord,
  windows: number,
  windowS: number,
  store: { readonly latencyMs: number; readonly writes: readonly number[] },
  delayMs: number,
): WindowFigures[] {
  const { intervalS, columns } = record.series;
  return Array.from({ length: windows }, (_, i) => {
    const from = Math.round((i * windowS) / intervalS);
    const to = Math.round(((i + 1) * windowS) / intervalS);
    const part = (name: string): (number | null)[] => columns[name]?.slice(from, to) ?? [];
    const pools = Object.keys(record.pools);
    const trend = record.metrics[`window_${i}`]?.values;
    const waited = (statistic: string): Within | null => {
      const measured = trend?.[statistic];
      if (measured === undefined || !(trend?.count ?? 0)) return null;
      const value = Math.max(0, measured - delayMs);
      return { value, low: value, high: value };
    };
    const offered = sum(part('offered'));
    const lookups = pools.map(pool => ({ ratios: part(`${pool}.hitRatio`), offered: part(`${pool}.offered`) }));
    const weight = lookups.flatMap(({ ratios, offered: asked }) =>
      ratios.flatMap((ratio, k) => (ratio === null ? [] : [{ ratio, asked: asked[k] ?? 0 }])),
    );
    const asked = weight.reduce((all, each) => all + each.asked, 0);
    const reads = part('directoryReads');
    const began = pools.flatMap(pool => part(`${pool}.restarts`));
    return {
      cpu: Object.fromEntries(pools.map(pool => [pool, mean(part(`${pool}.cpu`))])),
      hitRatio: asked === 0 ? null : weight.reduce((all, each) => all + each.ratio * each.asked, 0) / asked,
      p50Ms: waited('med'),
      p99Ms: waited('p(99)'),
      failed: offered === 0 ? null : sum(part('errors')) / offered,
      perSecond: offered / (intervalS * Math.max(1, to - from)),
      storeInUse:
        reads.length === 0 ? null : ((sum(reads) / windowS + (store.writes[i] ?? 0)) * store.latencyMs) / 1000,
      restarts: began.length === 0 ? null : sum(began),
    };
  });
}

function sum(values: readonly (number | null)[]): number {
  return values.reduce<number>((all, each) => all + (each ?? 0), 0);
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null);
  return known.length === 0 ? null : sum(known) / known.length;
}

/** The hit ratio over windows, each by its requests. Null: no window has one. */
export function meanHits(figures: readonly WindowFigures[]): number | null {
  let [hits, weight] = [0, 0];
  for (const { hitRatio, perSecond } of figures) {
    if (hitRatio === null) continue;
    hits += hitRatio * (perSecond ?? 0);
    weight += perSecond ?? 0;
  }
  return weight === 0 ? null : hits / weight;
}
