import type { ServiceDescription } from '../../mock-service/service/declared/description.ts';
import type { NamedCacheSettings } from '../../mock-service/settings/cache-settings.ts';
import { meanOf } from '../../mock-service/time/distribution.ts';
import type { RunRecord } from '../record/run-record.ts';
import type { Topology } from '../topology/topology.ts';
import { nameOf } from './cost-class.ts';
import { type ImportedKeys, positionAt } from './imported-keys.ts';
import { type Histogram, histogramOf, type Observation } from './observation.ts';
import { storeUse } from './store-use.ts';
import type { Telemetry } from './telemetry.ts';
import { SKEW_OF, SKEW_OF_USERS, type Traffic, trafficOf, trafficScript } from './traffic.ts';
import type { Twin } from './twin.ts';
import { observedFigures, predictedFigures, type WindowFigures } from './window-figures.ts';

/** Carries out virtual drills of one script, whoever does it. */
export interface TwinDrills {
  drill(topology: Topology, env: Readonly<Record<string, string>>): Promise<RunRecord>;
  close(): Promise<void>;
}

/** Makes drills of a script. @param script its text */
export type OpenDrills = (script: string) => Promise<TwinDrills>;

/** The windows of telemetry that a twin is driven through: those before `from` fill its caches, and nothing is compared in them. */
export interface Stretch {
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

/** A drill is at most so long: its record then has a number for each second. */
const LONGEST_S = 3500;
/** Entries that live longer are held to have come with the warm start. */
const LONGEST_LEAD_S = 900;

/**
 * What has to come before windows that are compared, so that caches are what they were: a lifetime of entries, as far as there are windows.
 * @param isCold caches begin empty, and are filled by as much as a drill has time for
 */
export function stretchOf(
  from: number,
  to: number,
  windowS: number,
  settings: NamedCacheSettings,
  isCold = false,
): Stretch {
  const { ttlMs } = settings.settings;
  const longest = isCold ? Math.max(LONGEST_LEAD_S, LONGEST_S - (to - from + 1) * windowS) : LONGEST_LEAD_S;
  const lead = Math.ceil(Math.min(longest, ttlMs / 1000) / windowS) + 1;
  const last = Math.min(to, from + Math.max(1, Math.floor(LONGEST_S / windowS) - lead));
  return { start: Math.max(0, from - lead), from, to: last };
}

/** A stretch of telemetry, and the twin's drills of it. */
export interface TwinRun {
  readonly stretch: Stretch;
  readonly traffic: Traffic;
  readonly observed: readonly WindowFigures[];
  /** Of the same windows. @param skews by entry, and of users */
  predict(topology: Topology, skews: Skews): Promise<{ figures: readonly WindowFigures[]; record: RunRecord }>;
  close(): Promise<void>;
}

/** How uneven keys are; of entries without one, and of users, `all`. */
export interface Skews {
  readonly all: number;
  readonly byEntry: Readonly<Record<string, number>>;
}

/**
 * Makes a twin ready to be driven through a stretch.
 * @param imported the keys that it is asked for; null: they are drawn, as uneven as `predict` is told
 * @throws Error if the topology declares no service: looked at before
 */
export async function openTwinRun(
  telemetry: Telemetry,
  twin: Twin,
  topology: Topology,
  observation: Observation,
  stretch: Stretch,
  open: OpenDrills,
  imported: ImportedKeys | null = null,
): Promise<TwinRun> {
  const { service } = topology;
  if (service === undefined) throw new Error('a twin is of a declared service');
  const [home = '', other = ''] = poolsOf(topology);
  const { start, from, to } = stretch;
  const traffic = trafficOf(observation, home, other, start, to);
  const keys = imported && { ...imported, position: positionAt(imported, observation.edges[start] as number) };
  const drills = await open(trafficScript(traffic, service, topology.proxy.timeoutMs, 'headroom-failover/lib', keys));
  const { histogram, ways } = latencyOf(telemetry, twin);
  return {
    ...{ stretch, traffic },
    close: () => drills.close(),
    observed: observedFigures(observation, topology, histogram, storeUse(telemetry, twin, observation.edges), from, to),
    async predict(fitted, skews) {
      const warm = Object.entries(fitted.pools).map(([name, pool]) => [
        name,
        // Which keys of a log a warm cache would have nobody knows: the windows before those that are compared fill it.
        { ...pool, start: name === home ? (imported === null ? 'warm' : 'cold') : pool.start },
      ]);
      const warmed: Topology = { ...fitted, pools: Object.fromEntries(warm) };
      const record = await drills.drill(warmed, environment(fitted, skews));
      const delayMs = ways * fitted.proxy.networkDelayMs;
      const store = { latencyMs: meanOf(fitted.directory.latency), writes: writesIn(traffic, service) };
      const figures = predictedFigures(record, to - start, traffic.windowS, store, delayMs).slice(from - start);
      return { figures, record };
    },
  };
}

/** Writes a second, by window: the store works on those too. */
function writesIn({ routes, windowS }: Traffic, service: ServiceDescription): number[] {
  const writing = routes.filter(({ name }) =>
    service.routes.some(each => each.writes !== null && nameOf(each) === name),
  );
  return (routes[0]?.counts ?? []).map(
    (_, i) => writing.reduce((sum, { counts }) => sum + (counts[i] ?? 0), 0) / windowS,
  );
}

/** The primary, and the pool that users fail over to. */
function poolsOf({ pools }: Topology): string[] {
  return ['primary', 'alternate', ...Object.keys(pools)].filter(
    (name, i, all) => name in pools && all.indexOf(name) === i,
  );
}

/** What callers waited, and how many trips through the network the twin's callers have beside. */
export function latencyOf(telemetry: Telemetry, twin: Twin): { histogram: Histogram | null; ways: number } {
  const atProxy = histogramOf(telemetry, twin, 'latency');
  if (atProxy !== null) return { histogram: atProxy, ways: 2 };
  return { histogram: histogramOf(telemetry, twin, 'durations'), ways: 4 };
}

function environment({ service }: Topology, { all, byEntry }: Skews): Record<string, string> {
  const entries = service?.entries ?? [];
  // What is per user is as uneven as users are.
  const perUser = entries.filter(({ keys }) => keys === 'user').map(({ name }) => byEntry[name]);
  const ofUsers = perUser.find(skew => skew !== undefined) ?? (perUser.length > 0 ? all : 0);
  return {
    [SKEW_OF_USERS]: String(ofUsers),
    ...Object.fromEntries(entries.map(({ name }) => [SKEW_OF(name), String(byEntry[name] ?? all)])),
  };
}
