import type { Topology } from '../topology/topology.ts';
import { type CostPath, costsOf, type RouteClasses } from './cost-class.ts';
import { boundOf, type Increases, increases, means, type RawSeries } from './counter.ts';
import { type Counted, LabelReader } from './label-reader.ts';
import type { Role } from './role.ts';
import type { Telemetry } from './telemetry.ts';
import type { Twin } from './twin.ts';
import { edgesOf, grownIn, sumColumns, type WindowColumn, whileAlive } from './window-column.ts';

/** One instance, window by window. */
export interface InstanceObservation {
  readonly pool: string;
  readonly instance: string;
  /** CPU time, s. */
  readonly cpuS: WindowColumn;
  /** Windows in which it began again. */
  readonly restarted: ReadonlySet<number>;
  /** The first and the last window in which it was there at all. */
  readonly lives: Increases['lives'];
  /** Requests by what they cost. */
  readonly counts: ReadonlyMap<CostPath, WindowColumn>;
  /** Cores, bytes; null: not known. */
  readonly cores: number | null;
  readonly memoryLimit: number | null;
}

/** A pool, window by window, all of its instances together. */
export interface PoolObservation {
  readonly name: string;
  readonly requests: WindowColumn;
  readonly hits: WindowColumn;
  readonly lookups: WindowColumn;
  readonly cpuS: WindowColumn;
  /** Instances whose CPU is known in the window. */
  readonly instances: readonly number[];
}

/** Requests that ended in a bucket or below it, by window. */
export interface Histogram {
  /** Upper ends, s, ascending; the last is ∞. */
  readonly bounds: readonly number[];
  /** By window, then by bucket, not cumulated; null: nobody can tell. */
  readonly by: readonly (readonly number[] | null)[];
}

/** What a service's telemetry says, by window. */
export interface Observation {
  /** Unix time, ms; one more than there are windows. */
  readonly edges: readonly number[];
  readonly instances: readonly InstanceObservation[];
  readonly pools: readonly PoolObservation[];
  /** Requests of all pools by route of the topology. */
  readonly byRoute: ReadonlyMap<string, WindowColumn>;
  /** Hits and lookups by entry, where requests say both. */
  readonly byEntry: ReadonlyMap<string, { readonly hits: WindowColumn; readonly lookups: WindowColumn }>;
  /** Requests that failed (5xx), of all. */
  readonly failed: WindowColumn;
  /** Why costs of these are not told apart from what they share the cache with. */
  readonly notTold: readonly CostPath[];
  readonly notes: readonly string[];
  readonly problems: readonly string[];
}

/** More than this share of requests of no known route, and nothing is fitted. */
const MOST_UNKNOWN = 0.02;

/**
 * What telemetry says of a service that is described.
 * @param paths the costs that its requests have
 */
export function observe(
  telemetry: Telemetry,
  twin: Twin,
  topology: Topology,
  classes: readonly RouteClasses[],
  paths: readonly CostPath[],
): Observation {
  const { span, roles } = telemetry;
  const edges = edgesOf(span.fromMs, span.toMs, twin.windowMs);
  const reading = new LabelReader(twin, topology, classes, edges);
  const cpu = (roles.cpu ?? []).flatMap(series => {
    const owner = reading.ownerOf('cpu', series);
    return owner === null ? [] : [{ ...owner, ...increases(series, edges, twin.everyMs, false), series }];
  });
  const bornMs = new Map<string, number>();
  for (const { pool, instance, series } of cpu) {
    const key = keyOf(pool, instance);
    bornMs.set(key, Math.min(bornMs.get(key) ?? Number.POSITIVE_INFINITY, series.atMs[0] ?? Number.POSITIVE_INFINITY));
  }
  const isBornAtZero = (pool: string, instance: string, series: RawSeries): boolean =>
    (bornMs.get(keyOf(pool, instance)) ?? Number.POSITIVE_INFINITY) < (series.atMs[0] ?? 0) - twin.everyMs;
  const requests = (roles.requests ?? []).flatMap(series => reading.requests(series, isBornAtZero));
  const lookups = (roles.lookups ?? []).flatMap(series => reading.lookups(series, isBornAtZero));
  const hasOutcomes = requests.some(({ route, outcome }) => route?.reads && outcome !== null && outcome !== 'none');
  if (!hasOutcomes && lookups.length === 0 && classes.some(({ reads }) => reads))
    reading.problems.add(
      'hits and misses: neither requests nor lookups say what the cache said, so their costs cannot be told apart: add the label to the requests, or a query for lookups',
    );
  const counted = hasOutcomes ? requests : [...requests.filter(({ route }) => !route?.reads), ...lookups];
  const cpuInstances = new Set(cpu.map(({ pool, instance }) => keyOf(pool, instance)));
  const shared = counted.some(({ pool, instance }) => cpuInstances.has(keyOf(pool, instance)));
  if (!shared && counted.length > 0)
    reading.notes.add(
      'CPU and requests name their instances differently: they are put together by pool, and costs rest on fewer numbers',
    );
  const placed = <Each extends { readonly pool: string; readonly instance: string }>(each: Each): Each =>
    shared ? each : { ...each, instance: 'all' };
  const byInstance = Map.groupBy(cpu.map(placed), ({ pool, instance }) => keyOf(pool, instance));
  const countedBy = Map.groupBy(counted.map(placed), ({ pool, instance }) => keyOf(pool, instance));
  const instances = [...byInstance].map(([key, parts]): InstanceObservation => {
    const { pool, instance } = parts[0] as (typeof parts)[number];
    const own = countedBy.get(key) ?? [];
    return {
      ...{ pool, instance },
      cpuS: sumColumns(
        parts.map(({ by }) => by),
        edges.length - 1,
      ),
      restarted: new Set(parts.flatMap(({ resets }) => [...resets])),
      lives: [Math.min(...parts.map(({ lives }) => lives[0])), Math.max(...parts.map(({ lives }) => lives[1]))],
      counts: countsOf(own, paths, classes, edges.length - 1),
      cores: reading.gaugeOf('cores', roles.cores ?? [], pool, instance),
      memoryLimit: reading.gaugeOf('memoryLimit', roles.memoryLimit ?? [], pool, instance),
    };
  });
  const all = edges.length - 1;
  const unknown = total(requests.filter(({ route }) => route === null));
  const known = total(requests);
  if (known === 0) reading.problems.add('requests: none came in this time');
  else if (unknown / known > MOST_UNKNOWN)
    reading.problems.add(
      `requests: ${Math.round((100 * unknown) / known)} % are of no route of the topology (${[...reading.strangers].slice(0, 5).join(', ')}): name theirs in routes`,
    );
  const reads = hasOutcomes ? requests.filter(({ route }) => route?.reads) : lookups;
  const names = Object.keys(topology.pools);
  const route = (name: string) => requests.filter(each => each.route?.route === name).map(({ by }) => by);
  const told = hasOutcomes ? [] : classes.filter(each => each.reads).flatMap(({ hit, miss }) => [hit, miss]);
  return {
    edges,
    instances,
    pools: names.flatMap(name => {
      const own = instances.filter(({ pool }) => pool === name);
      const ownReads = reads.filter(({ pool }) => pool === name);
      const ownRequests = requests.filter(({ pool }) => pool === name);
      if (own.length === 0 && ownRequests.length === 0) return [];
      return {
        name,
        requests: sumColumns(
          ownRequests.map(({ by }) => by),
          all,
        ),
        hits: sumColumns(
          ownReads.filter(({ outcome }) => outcome === 'hit').map(({ by }) => by),
          all,
        ),
        lookups: sumColumns(
          ownReads.map(({ by }) => by),
          all,
        ),
        cpuS: sumColumns(
          own.map(({ cpuS, lives }) => whileAlive(cpuS, lives)),
          all,
        ),
        instances: Array.from({ length: all }, (_, i) => own.filter(({ cpuS }) => cpuS[i] !== null).length),
      };
    }),
    byRoute: new Map(classes.map(({ route: name }) => [name, sumColumns(route(name), all)])),
    byEntry: hasOutcomes ? entriesOf(requests, all) : new Map(),
    failed: sumColumns(
      requests.filter(({ failed }) => failed).map(({ by }) => by),
      all,
    ),
    notTold: [...new Set(told)].filter(path => !path.startsWith('cost.')),
    notes: [...reading.notes],
    problems: [...reading.problems],
  };
}

function countsOf(
  counted: readonly Counted[],
  paths: readonly CostPath[],
  classes: readonly RouteClasses[],
  windows: number,
): Map<CostPath, WindowColumn> {
  const byPath = new Map<CostPath, WindowColumn[]>(paths.map(path => [path, []]));
  for (const { route, outcome, failed, by } of counted) {
    if (route === null || failed) continue;
    // Where lookups are counted apart, a request that reads and writes still has its write.
    for (const path of costsOf(route, outcome)) byPath.get(path)?.push(by);
  }
  // What lookups do not count: the writes of routes that read too.
  if (classes.length === 0) return new Map();
  return new Map([...byPath].map(([path, columns]) => [path, sumColumns(columns, windows)]));
}

function entriesOf(
  requests: readonly Counted[],
  windows: number,
): Map<string, { readonly hits: WindowColumn; readonly lookups: WindowColumn }> {
  const entries = Map.groupBy(
    requests.filter(({ route, outcome }) => route?.entry && outcome !== null && outcome !== 'none'),
    ({ route }) => route?.entry as string,
  );
  return new Map(
    [...entries].map(([entry, own]) => [
      entry,
      {
        hits: sumColumns(
          own.filter(({ outcome }) => outcome === 'hit').map(({ by }) => by),
          windows,
        ),
        lookups: sumColumns(
          own.map(({ by }) => by),
          windows,
        ),
      },
    ]),
  );
}

/** The buckets of a role, of all pools or of those series that `keep` keeps, by window. Null: there are none. */
export function histogramOf(
  telemetry: Telemetry,
  twin: Twin,
  role: Role,
  keep: (labels: Readonly<Record<string, string>>) => boolean = () => true,
): Histogram | null {
  const { span, roles } = telemetry;
  const edges = edgesOf(span.fromMs, span.toMs, twin.windowMs);
  const series = (roles[role] ?? []).filter(({ labels }) => labels.le !== undefined && keep(labels));
  if (series.length === 0) return null;
  const byBound = Map.groupBy(series, ({ labels }) => boundOf(labels));
  const bounds = [...byBound.keys()].sort((a, b) => a - b);
  const cumulated = bounds.map(bound => grownIn(byBound.get(bound) ?? [], edges, twin.everyMs));
  const by = Array.from({ length: edges.length - 1 }, (_, window) => {
    const row = cumulated.map(column => column[window] ?? null);
    if (row.some(value => value === null)) return null;
    return row.map((value, i) => Math.max(0, (value as number) - ((row[i - 1] as number | undefined) ?? 0)));
  });
  return { bounds, by };
}

/** The mean of a gauge over all of its series, added up, by window. Null: there is none. */
export function gaugeColumn(telemetry: Telemetry, twin: Twin, role: Role): WindowColumn | null {
  const series = telemetry.roles[role];
  if (series === undefined) return null;
  const edges = edgesOf(telemetry.span.fromMs, telemetry.span.toMs, twin.windowMs);
  return sumColumns(
    series.map(each => means(each, edges)),
    edges.length - 1,
  );
}

function total(counted: readonly { readonly by: Increases['by'] }[]): number {
  return counted.reduce((sum, { by }) => sum + by.reduce<number>((rest, each) => rest + (each ?? 0), 0), 0);
}

function keyOf(pool: string, instance: string): string {
  return `${pool}\n${instance}`;
}
