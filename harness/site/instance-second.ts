import type { InstanceOutcome } from '../proxy/instance-outcome.ts';
import type { InstanceLoad } from './instance-load.ts';

/** One instance in one second: what it did, and what callers got from it. */
export interface InstanceSecond extends InstanceOutcome, InstanceLoad {}

/** All instances of a site in one second. */
export interface SiteSecond {
  /** Its number since t = 0. */
  readonly second: number;
  readonly instances: readonly InstanceSecond[];
  /** Users who have got a failure so far; null: nobody knows who they are. */
  readonly failedUsers: number | null;
}

/** Puts together what the proxy and the pools tell of the same instances. @param loads by pool, then by index */
export function joinInstances(
  outcomes: readonly InstanceOutcome[],
  loads: ReadonlyMap<string, readonly InstanceLoad[]>,
): InstanceSecond[] {
  return outcomes.map(outcome => ({
    ...outcome,
    ...(loads.get(outcome.pool)?.[outcome.index] ?? { cpuMs: 0, lookups: 0, hits: 0 }),
  }));
}

/** Live, the proxy and the pools tell of a second in any order: gives each second once, in order, when all have. */
export class SiteSeconds {
  readonly #pools: readonly string[];
  readonly #loads = new Map<number, Map<string, readonly InstanceLoad[]>>();
  readonly #outcomes = new Map<number, { instances: readonly InstanceOutcome[]; failedUsers: number }>();
  readonly #tell: (second: SiteSecond) => void;
  #next = 0;

  constructor(pools: readonly string[], tell: (second: SiteSecond) => void) {
    this.#pools = pools;
    this.#tell = tell;
  }

  pool(name: string, second: number, loads: readonly InstanceLoad[]): void {
    let bySecond = this.#loads.get(second);
    if (bySecond === undefined) this.#loads.set(second, (bySecond = new Map()));
    bySecond.set(name, loads);
    this.#advance();
  }

  proxy(second: number, instances: readonly InstanceOutcome[], failedUsers: number): void {
    this.#outcomes.set(second, { instances, failedUsers });
    this.#advance();
  }

  #advance(): void {
    for (;;) {
      const outcomes = this.#outcomes.get(this.#next);
      const loads = this.#loads.get(this.#next);
      if (outcomes === undefined || loads === undefined || this.#pools.some(pool => !loads.has(pool))) return;
      const second = this.#next++;
      this.#outcomes.delete(second);
      this.#loads.delete(second);
      this.#tell({ second, instances: joinInstances(outcomes.instances, loads), failedUsers: outcomes.failedUsers });
    }
  }
}
