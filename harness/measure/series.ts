import type { Column } from './column.ts';
import type { RequestFacts } from './request-facts.ts';
import { type ServersSample, type ServersSeries, serversSeries } from './servers-series.ts';
import { type NodeSample, TierRecorder, type TierSeries } from './tier-series.ts';

/** One pool in one second, as its process measured it. */
export interface PoolSample {
  /** Busy share of all its cores, 0–1: the mean over the second. */
  readonly cpu: number;
  /** Share of memory in use in its fullest instance, 0–1: the second's highest. */
  readonly memory: number;
  /** The most requests that one instance held beyond its cores, whatever they waited for: the second's highest. */
  readonly longestQueue: number;
  /** The same over all instances, at the second's end. */
  readonly queued: number;
  /** Requests refused in this second because their instance held all that it may. */
  readonly queueFull: number;
  /** Requests admitted and not finished, all instances. */
  readonly inFlight: number;
  /** Requests that the proxy sent here in this second, retries included. */
  readonly offered: number;
  /** Lookups of reads in this second, and those of them that were a hit, stale or early (model §2). */
  readonly lookups: number;
  readonly hits: number;
  /** Entries filled in this second. */
  readonly fills: number;
  /** Instances that died or were restarted in this second. */
  readonly restarts: number;
  /** Share of the second for which its tasks stood still because a CPU quota was used up, 0–1: the mean over its instances. */
  readonly throttled: number;
  /** Lookups that waited for a read under way. */
  readonly coalesced: number;
  /** Instances that took load, and those of them that were up, at its end. */
  readonly inService: number;
  readonly alive: number;
  /** Share of the work of its cores that nobody waited for any longer when it was done, 0–1. */
  readonly unwanted: number;
  /** Share of it that was done only because other cores were busy (contention), 0–1. */
  readonly contention: number;
  /** Share of it that was done only because instances had just come (warm-up), 0–1. */
  readonly warming: number;
  /** Requests refused for their class and the CPU. */
  readonly shed: number;
  /** Of the connections to the directory that an instance may have: the most in use at one, and the most calls waiting, as shares. */
  readonly connections: number;
  readonly connectionQueue: number;
  readonly connectionsOpened: number;
  /** Calls that waited for a connection in vain. */
  readonly noConnection: number;
}

/** What of a sample somebody measured; the rest is null. */
export type Measured<Sample> = { readonly [Name in keyof Sample]: Sample[Name] | null };

/** Lookups of one kind of entry, by what they found (model §2). */
export interface EntryLookups {
  readonly hit: number;
  readonly stale: number;
  readonly early: number;
  readonly coalesced: number;
  readonly miss: number;
}

/** By the kinds' names. */
export type LookupsByEntry = Readonly<Record<string, EntryLookups>>;

/** The proxy in one second: requests that it sent to instances, and those of them that it had sent before. */
export interface ProxySample {
  readonly attempts: number;
  readonly retries: number;
}

/** The directory in one second. */
export interface DirectorySample {
  /** Slots in use: the second's highest, or its last value. */
  readonly concurrency: number;
  /** Reads begun in this second. */
  readonly reads: number;
}

/** The load generator in one second. */
export interface LoadSample {
  /** Iterations due in this second, by scenario. */
  readonly due: Readonly<Record<string, number>>;
  /** 99th percentile of the lag of iterations started in this second, ms; null if none was. */
  readonly lagP99Ms: number | null;
  /** Those of them that found no free VU. */
  readonly dropped: number;
  /** VUs with an iteration under way at its end. */
  readonly vus: number;
}

/** A pool's samples by second. */
export type PoolColumns = { readonly [Name in keyof PoolSample]: Column };

/** A whole drill by second: what the verdict judges. */
export interface DrillSeries {
  readonly seconds: number;
  readonly requests: RequestFacts;
  /** Load that users bring: iterations due × mean calls per iteration of their scenario. */
  readonly planned: Column;
  readonly dropped: Column;
  readonly lagP99Ms: Column;
  /** How late the processes of a live drill ran what was due: the worst of all, ms; null in virtual drills. */
  readonly lateMs: Column;
  /** The worst of each over the drill, by process. */
  readonly latest: Readonly<Record<string, number>>;
  readonly vus: Column;
  readonly directoryConcurrency: Column;
  readonly directoryReads: Column;
  readonly attempts: Column;
  readonly retries: Column;
  readonly pools: Readonly<Record<string, PoolColumns>>;
  /** Lookups of the whole drill by pool, where caches hold entries of several kinds. */
  readonly entries: Readonly<Record<string, LookupsByEntry>>;
  /** Null: there is no cache tier. */
  readonly tier: TierSeries | null;
  /** The proxy's own; null: it has no limits. */
  readonly servers: ServersSeries | null;
}

const POOL_SAMPLE: PoolSample = {
  cpu: 0,
  memory: 0,
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
  inService: 0,
  alive: 0,
  unwanted: 0,
  contention: 0,
  warming: 0,
  shed: 0,
  connections: 0,
  connectionQueue: 0,
  connectionsOpened: 0,
  noConnection: 0,
};

/** Gathers what the pools, the directory, the proxy and the load generator report by second, in any order; the latest report counts. */
export class SeriesRecorder {
  #pools = new Map<string, (Measured<PoolSample> | undefined)[]>();
  #entries = new Map<string, (LookupsByEntry | undefined)[]>();
  readonly #tier = new TierRecorder();
  readonly #servers: (ServersSample | undefined)[] = [];
  #directory: (Measured<DirectorySample> | undefined)[] = [];
  #proxy: (ProxySample | undefined)[] = [];
  #load: (LoadSample | undefined)[] = [];
  #lateMs: (number | undefined)[] = [];
  #latest = new Map<string, number>();

  constructor(pools: readonly string[]) {
    for (const pool of pools) {
      this.#pools.set(pool, []);
      this.#entries.set(pool, []);
    }
  }

  /** Seconds before 0 (setup's) are left out, here and below. @throws Error for a pool that the recorder was not made for. */
  pool(name: string, second: number, sample: Measured<PoolSample>, entries: LookupsByEntry = {}): void {
    const samples = this.#pools.get(name);
    const lookups = this.#entries.get(name);
    if (samples === undefined || lookups === undefined) throw new Error(`no pool '${name}' in this series`);
    if (second < 0) return;
    samples[second] = sample;
    lookups[second] = entries;
  }

  directory(second: number, sample: Measured<DirectorySample>): void {
    if (second >= 0) this.#directory[second] = sample;
  }

  lateness(process: string, second: number, worstMs: number): void {
    if (second < 0) return;
    this.#lateMs[second] = Math.max(this.#lateMs[second] ?? 0, worstMs);
    this.#latest.set(process, Math.max(this.#latest.get(process) ?? 0, worstMs));
  }

  tier(second: number, nodes: readonly NodeSample[]): void {
    this.#tier.add(second, nodes);
  }

  servers(second: number, sample: ServersSample): void {
    if (second >= 0) this.#servers[second] = sample;
  }

  proxy(second: number, sample: ProxySample): void {
    if (second >= 0) this.#proxy[second] = sample;
  }

  load(second: number, sample: LoadSample): void {
    if (second >= 0) this.#load[second] = sample;
  }

  /**
   * The drill by second.
   * @param callsPerIteration mean requests of a completed iteration, by scenario; where it is not known, the drill's own mean.
   */
  finish(requests: RequestFacts, callsPerIteration: Readonly<Record<string, number>>): DrillSeries {
    const { seconds } = requests;
    const fallback = this.#meanCalls(requests);
    const pools: Record<string, PoolColumns> = {};
    for (const [name, samples] of this.#pools) {
      const columns = {} as Record<keyof PoolSample, Column>;
      for (const key of Object.keys(POOL_SAMPLE) as (keyof PoolSample)[])
        columns[key] = column(seconds, samples, sample => sample[key]);
      pools[name] = columns;
    }
    return {
      seconds,
      requests,
      planned: column(seconds, this.#load, ({ due }) => plannedCalls(due, callsPerIteration, fallback)),
      dropped: column(seconds, this.#load, sample => sample.dropped),
      lagP99Ms: column(seconds, this.#load, sample => sample.lagP99Ms),
      lateMs: column(seconds, this.#lateMs, worstMs => worstMs),
      latest: Object.fromEntries(this.#latest),
      vus: column(seconds, this.#load, sample => sample.vus),
      directoryConcurrency: column(seconds, this.#directory, sample => sample.concurrency),
      directoryReads: column(seconds, this.#directory, sample => sample.reads),
      attempts: column(seconds, this.#proxy, sample => sample.attempts),
      retries: column(seconds, this.#proxy, sample => sample.retries),
      pools,
      tier: this.#tier.finish(seconds),
      servers: serversSeries(this.#servers, seconds),
      entries: Object.fromEntries(
        [...this.#entries].map(([name, samples]) => [name, lookupsOf(samples.slice(0, seconds))]),
      ),
    };
  }

  #meanCalls(requests: RequestFacts): number {
    let due = 0;
    for (const sample of this.#load) for (const count of Object.values(sample?.due ?? {})) due += count;
    return due === 0 ? 0 : requests.totals.offered / due;
  }
}

/**
 * The requests that iterations bring with them.
 * @param due iterations by scenario
 * @param fallback calls of an iteration where `callsPerIteration` does not know the scenario
 */
export function plannedCalls(
  due: Readonly<Record<string, number>>,
  callsPerIteration: Readonly<Record<string, number>>,
  fallback: number,
): number {
  let calls = 0;
  for (const scenario in due) calls += due[scenario]! * (callsPerIteration[scenario] ?? fallback);
  return calls;
}

/**
 * The same while a drill runs; null as long as most of what was due is of scenarios that have completed nothing. The few
 * iterations of an operator who is still at it bring no load to speak of.
 */
export function plannedSoFar(
  due: Readonly<Record<string, number>>,
  callsPerIteration: Readonly<Record<string, number>>,
): number | null {
  let [all, known] = [0, 0];
  for (const scenario in due) {
    all += due[scenario]!;
    if (callsPerIteration[scenario] !== undefined) known += due[scenario]!;
  }
  return known < all / 2 ? null : plannedCalls(due, callsPerIteration, 0);
}

/** All seconds together. */
function lookupsOf(samples: readonly (LookupsByEntry | undefined)[]): LookupsByEntry {
  const sums: Record<string, { -readonly [Found in keyof EntryLookups]: number }> = {};
  for (const sample of samples) {
    for (const [entry, lookups] of Object.entries(sample ?? {})) {
      const sum = (sums[entry] ??= { hit: 0, stale: 0, early: 0, coalesced: 0, miss: 0 });
      for (const found of Object.keys(lookups) as (keyof EntryLookups)[]) sum[found] += lookups[found];
    }
  }
  return sums;
}

function column<Sample>(
  seconds: number,
  samples: readonly (Sample | undefined)[],
  value: (sample: Sample) => number | null,
): Column {
  const numbers: (number | null)[] = [];
  for (let second = 0; second < seconds; second++) {
    const sample = samples[second];
    numbers.push(sample === undefined ? null : value(sample));
  }
  return numbers;
}
