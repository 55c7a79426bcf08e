import { type DistributionSpec, meanOf } from '../../mock-service/time/distribution.ts';
import type { Topology } from '../topology/topology.ts';
import { chanceOfWaiting } from './chance-of-waiting.ts';
import type { CostPath, RouteClasses } from './cost-class.ts';
import { type DemandFit, type DemandRow, fitDemands, isInvented } from './demands.ts';
import { latencyRows } from './latency-rows.ts';
import { bendOf, type LoadBend } from './load-bend.ts';
import { type LoneCost, loneCostOf } from './lone-cost.ts';
import { gaugeColumn, type Histogram, histogramOf, type Observation } from './observation.ts';
import { type FittedShape, fitShape } from './shape.ts';
import type { Telemetry } from './telemetry.ts';
import type { Twin } from './twin.ts';
import { edgesOf, grownIn, sumColumns } from './window-column.ts';

/** Where a number of the topology comes from. */
export interface Estimate {
  readonly value: number;
  /** Of 90 %; null: it has none (a limit that was read, say). */
  readonly interval: readonly [number, number] | null;
}

/** What telemetry says of a service, before any drill. */
export interface Fit {
  readonly demands: DemandFit;
  /** Rows of the regression, for its pictures: pool, instance and window. */
  readonly rows: readonly (DemandRow & { readonly pool: string; readonly instance: string })[];
  /** By the costs' paths; ms. */
  readonly shapes: ReadonlyMap<CostPath, FittedShape>;
  /** ms; null: not measured. */
  readonly store: { readonly latency: DistributionSpec; readonly mean: Estimate; readonly misfit: number } | null;
  readonly storeSlots: number | null;
  readonly pools: ReadonlyMap<
    string,
    { readonly instances: number | null; readonly cores: number | null; readonly memoryLimit: number | null }
  >;
  /** Bytes; null: not measured. */
  readonly baseMemory: number | null;
  readonly requestSize: Estimate | null;
  /** Windows that the fit is of: those after it are held out. */
  readonly until: number;
  readonly excluded: Readonly<Record<'restarted' | 'gap' | 'busy' | 'failing', number>>;
  /** How costs go with the load; null: one number each will do. */
  readonly bend: LoadBend | null;
}

/** The last part of the time is held out: nothing is fitted to it. */
export const HELD_OUT = 0.2;
/** Fewer windows say too little to hold any out or to draw again. */
export const FEWEST_WINDOWS = 12;
/** A busier instance has work waiting that its requests were counted for before. */
const BUSIEST = 0.92;
const MOST_FAILING = 0.05;
/** Shapes are of the windows in which least waits: so large a part of all. */
const QUIETEST = 0.2;
/** A pool that is never quiet is held to be so busy at most: Erlang's formula ends at one. */
const FULLEST = 0.95;

/** Fits all that needs no drill. @param seed of the bootstrap @param heldOut share of the windows, the last ones, that nothing is fitted to */
export function fitTelemetry(
  telemetry: Telemetry,
  twin: Twin,
  topology: Topology,
  classes: readonly RouteClasses[],
  paths: readonly CostPath[],
  observation: Observation,
  seed: number,
  heldOut = HELD_OUT,
): Fit {
  const windows = observation.edges.length - 1;
  const until = Math.max(1, windows - Math.floor(windows * heldOut));
  const windowS = twin.windowMs / 1000;
  const coresOf = (pool: string, measured: number | null): number =>
    measured ?? topology.pools[pool]?.cores ?? Number.POSITIVE_INFINITY;
  const excluded = { restarted: 0, gap: 0, busy: 0, failing: 0 };
  const total = sumColumns(
    observation.pools.map(({ requests }) => requests),
    windows,
  );
  const rows: Fit['rows'][number][] = [];
  for (const { pool, instance, cpuS, counts, restarted, lives, cores } of observation.instances) {
    for (let window = 0; window < until; window++) {
      const cpu = cpuS[window] ?? null;
      const each = paths.map(path => counts.get(path)?.[window] ?? null);
      const failed = observation.failed[window] ?? 0;
      if (window < lives[0] || window > lives[1]) continue;
      if (restarted.has(window)) excluded.restarted++;
      else if (cpu === null || each.some(count => count === null)) excluded.gap++;
      else if (instance !== 'all' && cpu > BUSIEST * windowS * coresOf(pool, cores)) excluded.busy++;
      else if (failed > MOST_FAILING * (total[window] ?? 0)) excluded.failing++;
      else rows.push({ window, pool, instance, cpuS: cpu, counts: each as number[] });
    }
  }
  const load = new Map(
    [...new Set(rows.map(({ window }) => window))].map(window => [
      window,
      observation.pools.reduce((all, { cpuS }) => all + (cpuS[window] ?? 0), 0),
    ]),
  );
  // What a cache tier of its own takes to answer is no cost.
  const latencies = topology.cacheTier === undefined ? latencyRows(telemetry, twin, classes, paths, load) : [];
  const demands = fitDemands(paths, rows, seed, latencies);
  const pools = new Map(
    Object.keys(topology.pools).map(name => {
      const own = observation.instances.filter(({ pool }) => pool === name);
      const alive = usualOf(observation.pools.find(each => each.name === name)?.instances ?? []);
      const isApart = own.length > 0 && own.every(({ instance }) => instance !== 'all');
      return [
        name,
        {
          instances: isApart && alive > 0 ? alive : null,
          cores: own[0]?.cores ?? null,
          memoryLimit: own[0]?.memoryLimit ?? null,
        },
      ] as const;
    }),
  );
  const quiet = quietWindows(observation, pools, topology, windowS, until);
  const store = storeOf(telemetry, twin, quiet.windows);
  const slots = telemetry.roles.storeLimit;
  return {
    ...{ demands, rows, pools, store, until, excluded },
    bend: bendOf(
      rows.flatMap(({ pool, instance, cpuS }, i) => {
        const cores = coresOf(pool, pools.get(pool)?.cores ?? null);
        const fittedS = demands.fitted[i] as number;
        return instance === 'all' ? [] : [{ cpuS, fittedS, busy: fittedS / (windowS * cores) }];
      }),
    ),
    shapes: shapesOf(telemetry, twin, classes, demands, store?.latency ?? topology.directory.latency, quiet),
    storeSlots:
      slots === undefined ? null : Math.round(slots.reduce((all, { values }) => all + (values.at(-1) ?? 0), 0)),
    ...memoryOf(telemetry, twin),
  };
}

/** Windows at the end that say how many instances there are: a scrape that is missing takes none of them away. */
const LAST = 10;

/** How many there are at the end, in most of the windows that have any. */
function usualOf(instances: readonly number[]): number {
  const last = instances.filter(count => count > 0).slice(-LAST);
  return last.sort((a, b) => a - b)[Math.floor(last.length / 2)] ?? 0;
}

/** Windows in which least waits, and how busy the cores of the busiest pool were then. */
interface Quiet {
  readonly windows: ReadonlySet<number>;
  /** Of an instance. */
  readonly cores: number;
  /** 0–1 */
  readonly busy: number;
}

/** Those of the least CPU. */
function quietWindows(
  { pools }: Observation,
  limits: Fit['pools'],
  topology: Topology,
  windowS: number,
  until: number,
): Quiet {
  const busy: { window: number; share: number; cores: number }[] = [];
  for (let window = 0; window < until; window++) {
    const used = pools.map(({ name, cpuS, instances }) => {
      const cores = limits.get(name)?.cores ?? topology.pools[name]?.cores ?? 1;
      const count = limits.get(name)?.instances ?? instances[window] ?? 1;
      return { cores, share: (cpuS[window] ?? Number.POSITIVE_INFINITY) / (windowS * cores * Math.max(1, count)) };
    });
    const most = used.reduce((a, each) => (each.share > a.share ? each : a), { cores: 1, share: 0 });
    // Where nothing was done there is nothing to take a shape of.
    if (Number.isFinite(most.share) && most.share > 0) busy.push({ window, ...most });
  }
  busy.sort((a, b) => a.share - b.share);
  const quietest = busy.slice(0, Math.max(1, Math.ceil(busy.length * QUIETEST)));
  return {
    windows: new Set(quietest.map(({ window }) => window)),
    cores: Math.max(1, Math.round(quietest[0]?.cores ?? 1)),
    busy: quietest.reduce((all, each) => all + each.share, 0) / Math.max(1, quietest.length),
  };
}

/** Observations that a shape takes at least. */
const FEWEST_OBSERVED = 200;

function bucketsOf({ bounds, by }: Histogram, windows: ReadonlySet<number>) {
  const counts = bounds.map((_, i) =>
    by.reduce((all, row, window) => (windows.has(window) ? all + (row?.[i] ?? 0) : all), 0),
  );
  return { bounds: bounds.map(bound => bound * 1000), counts };
}

function count({ counts }: { readonly counts: readonly number[] }): number {
  return counts.reduce((all, each) => all + each, 0);
}

function storeOf(telemetry: Telemetry, twin: Twin, quiet: ReadonlySet<number>): Fit['store'] {
  const histogram = histogramOf(telemetry, twin, 'store');
  const sums = telemetry.sums.store;
  if (histogram === null || sums === undefined) return null;
  const { fromMs, toMs } = telemetry.span;
  const seconds = grownIn(sums, edgesOf(fromMs, toMs, twin.windowMs), twin.everyMs);
  const means = [...quiet].flatMap(window => {
    const row = histogram.by[window] ?? null;
    const calls = row === null ? 0 : row.reduce((all, each) => all + each, 0);
    const spent = seconds[window] ?? null;
    return spent === null || calls === 0 ? [] : [{ mean: (1000 * spent) / calls, calls }];
  });
  const buckets = bucketsOf(histogram, quiet);
  if (count(buckets) < FEWEST_OBSERVED || means.length === 0) return null;
  const calls = means.reduce((all, each) => all + each.calls, 0);
  const mean = means.reduce((all, each) => all + each.mean * each.calls, 0) / calls;
  const variance = means.reduce((all, each) => all + (each.calls / calls) ** 2 * (each.mean - mean) ** 2, 0);
  const half = 1.645 * Math.sqrt(variance * (means.length / Math.max(1, means.length - 1)));
  const { spec, misfit } = fitShape(buckets, mean, null);
  return { latency: spec, misfit, mean: { value: mean, interval: [Math.max(0, mean - half), mean + half] } };
}

function shapesOf(
  telemetry: Telemetry,
  twin: Twin,
  classes: readonly RouteClasses[],
  { demands }: DemandFit,
  store: DistributionSpec,
  quiet: Quiet,
): Map<CostPath, FittedShape> {
  const shapes = new Map<CostPath, FittedShape>();
  for (const { name: path, seconds, unknown } of demands) {
    if (isInvented(unknown) || seconds <= 0) continue;
    const alone = (labels: Readonly<Record<string, string>>): LoneCost | null => {
      const found = loneCostOf(labels, twin, classes);
      return found?.path === path ? found : null;
    };
    const first = (telemetry.roles.durations ?? []).map(({ labels }) => alone(labels)).find(each => each !== null);
    if (first === undefined || first === null) continue;
    const histogram = histogramOf(telemetry, twin, 'durations', labels => alone(labels) !== null);
    if (histogram === null) continue;
    const buckets = bucketsOf(histogram, quiet.windows);
    if (count(buckets) < FEWEST_OBSERVED) continue;
    const beside = first.store === 'never' ? NOTHING : store;
    const meanMs = meanOfDurations(telemetry, twin, quiet.windows, labels => alone(labels) !== null, count(buckets));
    const waiting =
      meanMs === null
        ? null
        : {
            chance: chanceOfWaiting(quiet.cores, quiet.cores * Math.min(FULLEST, quiet.busy)),
            meanMs: Math.max(0, meanMs - 1000 * seconds - (first.store === 'never' ? 0 : meanOf(store))),
          };
    shapes.set(path, fitShape(buckets, 1000 * seconds, beside, waiting));
  }
  return shapes;
}

const NOTHING: DistributionSpec = { fixed: 0 };

/** ms; null: telemetry has buckets without their sum. */
function meanOfDurations(
  { sums, span }: Telemetry,
  twin: Twin,
  windows: ReadonlySet<number>,
  keep: (labels: Readonly<Record<string, string>>) => boolean,
  of: number,
): number | null {
  const own = (sums.durations ?? []).filter(({ labels }) => keep(labels));
  if (own.length === 0) return null;
  const seconds = grownIn(own, edgesOf(span.fromMs, span.toMs, twin.windowMs), twin.everyMs);
  return (1000 * [...windows].reduce((all, window) => all + (seconds[window] ?? 0), 0)) / of;
}

/** Memory of an idle instance, and what requests in flight take, by a straight line through windows: cache apart. */
function memoryOf(telemetry: Telemetry, twin: Twin): Pick<Fit, 'baseMemory' | 'requestSize'> {
  const memory = gaugeColumn(telemetry, twin, 'memory');
  const series = telemetry.roles.memory?.length ?? 0;
  if (memory === null || series === 0) return { baseMemory: null, requestSize: null };
  const cache = gaugeColumn(telemetry, twin, 'cacheBytes');
  const inFlight = gaugeColumn(telemetry, twin, 'inFlight');
  const lowest = Math.min(...(telemetry.roles.memory ?? []).flatMap(({ values }) => values));
  const rest = memory.map((value, i) => (value === null ? null : value - (cache?.[i] ?? 0)));
  if (inFlight === null || cache === null) return { baseMemory: lowest, requestSize: null };
  const points = rest.flatMap((y, i) => {
    const x = inFlight[i] ?? null;
    return y === null || x === null ? [] : [{ x, y }];
  });
  const line = straightLine(points);
  if (line === null) return { baseMemory: lowest, requestSize: null };
  const { slope, error, intercept } = line;
  const base = intercept / series;
  const known = error * 1.645 < slope * 0.3;
  return {
    baseMemory: known && base > 0 ? base : lowest,
    requestSize: known ? { value: slope, interval: [slope - 1.645 * error, slope + 1.645 * error] } : null,
  };
}

/** Least squares; null: all stand at the same x. */
function straightLine(points: readonly { readonly x: number; readonly y: number }[]) {
  const n = points.length;
  if (n < 8) return null;
  const [mx, my] = [points.reduce((s, { x }) => s + x, 0) / n, points.reduce((s, { y }) => s + y, 0) / n];
  const xx = points.reduce((s, { x }) => s + (x - mx) ** 2, 0);
  if (xx === 0) return null;
  const slope = points.reduce((s, { x, y }) => s + (x - mx) * (y - my), 0) / xx;
  const intercept = my - slope * mx;
  const squares = points.reduce((s, { x, y }) => s + (y - intercept - slope * x) ** 2, 0);
  return { slope, intercept, error: Math.sqrt(squares / (n - 2) / xx) };
}
