import type { DirectorySample, Measured, PoolSample } from '../../measure/series.ts';
import type { SiteSample } from '../site-sample.ts';
import type { Reading } from './prometheus.ts';
import type { PoolMetric } from './target.ts';

const UNMEASURED: Measured<PoolSample> = {
  cpu: null,
  memory: null,
  longestQueue: null,
  queued: null,
  queueFull: null,
  inFlight: null,
  offered: null,
  lookups: null,
  hits: null,
  fills: null,
  restarts: null,
  throttled: null,
  coalesced: null,
  inService: null,
  alive: null,
  unwanted: null,
  contention: null,
  warming: null,
  shed: null,
  connections: null,
  connectionQueue: null,
  connectionsOpened: null,
  noConnection: null,
};

/** Turns what a metric server tells now and then into seconds of a drill. */
export class MetricWatch {
  readonly #pools: readonly string[];
  readonly #everyMs: number;
  readonly #zeroEpochMs: number;
  /** The last second that has been told. */
  #toldTo = -1;
  /** Metrics that have given numbers. */
  readonly measured = new Set<PoolMetric | 'store' | 'active'>();

  /** @param everyMs how often it is asked @param zeroEpochMs t = 0 as Unix time, ms */
  constructor(pools: readonly string[], everyMs: number, zeroEpochMs: number) {
    this.#pools = pools;
    this.#everyMs = everyMs;
    this.#zeroEpochMs = zeroEpochMs;
  }

  /**
   * The seconds that a reading is of: from the one before, at most as far back as readings are apart, to the moment that it carries itself.
   * What it does not tell is null.
   */
  samples(reading: Reading): SiteSample[] {
    const at = momentOf(reading);
    if (at === null) return [];
    const last = Math.floor((at - this.#zeroEpochMs) / 1000);
    const first = Math.max(0, this.#toldTo + 1, last - Math.ceil(this.#everyMs / 1000) + 1);
    this.#toldTo = Math.max(this.#toldTo, last);
    this.#note(reading);
    const samples: SiteSample[] = [];
    for (let second = first; second <= last; second++) {
      for (const name of this.#pools) {
        samples.push({ kind: 'pool', name, second, sample: poolOf(name, reading), activations: null, entries: {} });
      }
      const sample: Measured<DirectorySample> = { concurrency: reading.storeUsed?.value ?? null, reads: null };
      samples.push({ kind: 'directory', second, sample });
    }
    return samples;
  }

  #note({ pools, storeUsed, active }: Reading): void {
    for (const [metric, byPool] of Object.entries(pools)) if (byPool.size > 0) this.measured.add(metric as PoolMetric);
    if (storeUsed !== null) this.measured.add('store');
    if (active !== null) this.measured.add('active');
  }
}

/** The oldest of what was read together. */
function momentOf({ pools, storeUsed, active }: Reading): number | null {
  const moments = Object.values(pools).flatMap(byPool => [...byPool.values()].map(({ atEpochMs }) => atEpochMs));
  if (storeUsed !== null) moments.push(storeUsed.atEpochMs);
  if (active !== null) moments.push(active.atEpochMs);
  return moments.length === 0 ? null : Math.min(...moments);
}

function poolOf(name: string, { pools }: Reading): Measured<PoolSample> {
  const value = (metric: PoolMetric): number | null => pools[metric]?.get(name)?.value ?? null;
  const hitRatio = value('hitRatio');
  return {
    ...UNMEASURED,
    cpu: value('cpu'),
    memory: value('memory'),
    queued: value('queue'),
    offered: value('offered'),
    // A ratio is all that is told: each second weighs the same.
    lookups: hitRatio === null ? null : 1,
    hits: hitRatio,
  };
}
