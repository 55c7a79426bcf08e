import type { FailoverProxy } from './failover-proxy.ts';
import type { RoutedInstance } from './routed-instance.ts';

/** What callers got from one instance in a second. */
export interface InstanceOutcome {
  readonly pool: string;
  /** In its pool, from 0. */
  readonly index: number;
  readonly ended: number;
  /** 5xx and 429; 504s among them. */
  readonly errors: number;
  readonly timeouts: number;
  /** Sum over what ended, from a request's arrival to its answer's headers. */
  readonly durationMs: number;
}

type Counted = Pick<InstanceOutcome, 'ended' | 'errors' | 'timeouts' | 'durationMs'>;

/** Makes seconds of what a proxy has counted of its instances. */
export class InstanceOutcomes {
  readonly #instances: readonly RoutedInstance[];
  /** Each instance's place in its pool. */
  readonly #places: readonly number[];
  #before: Counted[];

  constructor({ pools }: Pick<FailoverProxy, 'pools'>) {
    this.#instances = pools.flatMap(({ instances }) => instances);
    this.#places = pools.flatMap(({ instances }) => instances.map((_, index) => index));
    this.#before = this.#instances.map(counted);
  }

  /** @returns what was counted since the last call */
  next(): InstanceOutcome[] {
    const now = this.#instances.map(counted);
    const before = this.#before;
    this.#before = now;
    return this.#instances.map((instance, i) => {
      const [current, last] = [now[i] as Counted, before[i] as Counted];
      return {
        pool: instance.pool.name,
        index: this.#places[i] as number,
        ended: current.ended - last.ended,
        errors: current.errors - last.errors,
        timeouts: current.timeouts - last.timeouts,
        durationMs: current.durationMs - last.durationMs,
      };
    });
  }
}

function counted({ ended, errors, timeouts, durationMs }: Counted): Counted {
  return { ended, errors, timeouts, durationMs };
}
