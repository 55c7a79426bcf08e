import type { Instance } from '../../mock-service/model/instance.ts';

/** What one instance did in a second. */
export interface InstanceLoad {
  /** Core time used, ms. */
  readonly cpuMs: number;
  /** Lookups of reads, and those of them that were a hit, stale or early (model §2). */
  readonly lookups: number;
  readonly hits: number;
}

/** Makes seconds of what a pool's instances have counted. */
export class InstanceLoads {
  readonly #instances: readonly Instance[];
  #before: InstanceLoad[];

  constructor(instances: readonly Instance[], now: number) {
    this.#instances = instances;
    this.#before = instances.map(instance => loadOf(instance, now));
  }

  /** @returns what was done since the last call, by index */
  next(now: number): InstanceLoad[] {
    const before = this.#before;
    this.#before = this.#instances.map(instance => loadOf(instance, now));
    return this.#before.map((load, i) => {
      const last = before[i] as InstanceLoad;
      return { cpuMs: load.cpuMs - last.cpuMs, lookups: load.lookups - last.lookups, hits: load.hits - last.hits };
    });
  }
}

function loadOf({ cpu, counts }: Instance, now: number): InstanceLoad {
  const { hit, stale, early, coalesced, miss } = counts;
  const hits = hit + stale + early;
  return { cpuMs: cpu.busyMs(now), lookups: hits + coalesced + miss, hits };
}
