import { mix, uniform } from '../../mock-service/time/random.ts';
import type { ProxyConfig } from '../topology/topology.ts';
import { activePool } from './active-passive.ts';
import { type Drain, goneOn, held, moveTo, placeOf, poolAt, progress, settledAt, weights } from './drain.ts';
import { leastRequest } from './least-request.ts';
import { priorityLoad } from './priority-load.ts';
import { rendezvous } from './rendezvous.ts';
import { roundRobin } from './round-robin.ts';
import type { RoutedInstance, RoutedPool } from './routed-instance.ts';
import { weighted } from './slow-start.ts';

/** Sets the draw for the priority apart from the one for the drain. */
const PRIORITY_KEY = 0x5bd1e995;

/**
 * Decides which pool and which instance a request goes to. An operator's moves give every user a preferred pool; `active-passive`
 * and `priority` may overrule that by health; `balance` then chooses among the pool's healthy instances.
 */
export class Router {
  readonly pools: readonly RoutedPool[];
  readonly #balance: ProxyConfig['balance'];
  readonly #failover: ProxyConfig['failover'];
  #drain: Drain = settledAt(0);
  /** The pool of everybody, while nobody is being moved; else null. */
  #settled: RoutedPool | null;
  /** Per preferred pool: percent of its users that go to each pool. */
  #loads: number[][] = [];

  constructor(pools: readonly RoutedPool[], config: Pick<ProxyConfig, 'balance' | 'failover'>) {
    this.pools = pools;
    this.#balance = config.balance;
    this.#failover = config.failover;
    this.#settled = pools[0] as RoutedPool;
    // What is there at the start has been there for long.
    this.healthChanged(Number.NEGATIVE_INFINITY);
  }

  /** The pool that a user's request goes to now. */
  pool(user: number, now: number): RoutedPool {
    const preferred = this.#settled ?? this.#moving(user, now);
    return this.#failover === 'manual' ? preferred : this.#overrule(preferred, user);
  }

  /**
   * The instance for a user's request within `pool`.
   *
   * @param avoid the instance that has just failed it, if this is a retry.
   * @returns null if the pool has no healthy instance.
   */
  instance(pool: RoutedPool, user: number, avoid: RoutedInstance | null, now: number): RoutedInstance | null {
    const healthy = pool.healthy;
    if (healthy.length === 0) return null;
    if (now < pool.slowUntil) return this.#weighted(pool, user, avoid, now);
    if (this.#balance === 'hash-user') return rendezvous(healthy, user, avoid);
    const turn = pool.turn;
    pool.turn = (turn + 1) & 0x3fffffff;
    return this.#balance === 'round-robin' ? roundRobin(healthy, turn, avoid) : leastRequest(healthy, turn, avoid);
  }

  #weighted(pool: RoutedPool, user: number, avoid: RoutedInstance | null, now: number): RoutedInstance | null {
    const { turn } = pool;
    pool.turn = (turn + 1) & 0x3fffffff;
    return weighted(this.#balance, pool.healthy, { user, turn, avoid, now });
  }

  /** Moves all users to a pool over time, from where they are now. */
  move(target: number, overMs: number, now: number): void {
    this.#drain = moveTo(this.#drain, target, overMs, now);
    this.#settled = overMs > 0 ? null : (this.pools[target] as RoutedPool);
  }

  /** Users who are being moved stay where they are until `goOn`. @returns whether there are any left to move */
  hold(now: number): boolean {
    if (progress(this.#drain, now) === 1) return false;
    this.#drain = held(this.#drain, now);
    return true;
  }

  /** The move that is held goes on. @returns when it ends, ms on the Clock; null: none is held */
  goOn(now: number): number | null {
    const drain = goneOn(this.#drain, now);
    if (drain === null) return null;
    this.#drain = drain;
    return drain.startedAt + drain.overMs;
  }

  /** To be called when an instance has become healthy or ceased to be. @returns those that begin slowly now */
  healthChanged(now: number): readonly RoutedInstance[] {
    const { pools } = this;
    const came = pools.flatMap(pool => pool.refresh(now));
    this.#loads = pools.map(preferred => this.#loadsFrom(preferred.index));
    return came;
  }

  /** The share of the users that each pool gets now, 0–1, with health taken into account. */
  shares(now: number): number[] {
    const shares = new Array<number>(this.pools.length).fill(0);
    weights(this.#drain, this.pools.length, now).forEach((weight, preferred) => {
      this.#loads[preferred]?.forEach((percent, index) => {
        shares[index] = (shares[index] as number) + (weight * percent) / 100;
      });
    });
    return shares;
  }

  /** The pool that an operator's last move leads to, and how far it has come, 0–1. */
  target(now: number): { pool: RoutedPool; progress: number } {
    return { pool: this.pools[this.#drain.target] as RoutedPool, progress: progress(this.#drain, now) };
  }

  #moving(user: number, now: number): RoutedPool {
    if (progress(this.#drain, now) === 1) {
      this.#settled = this.pools[this.#drain.target] as RoutedPool;
      return this.#settled;
    }
    return this.pools[poolAt(this.#drain, placeOf(user), now)] as RoutedPool;
  }

  #overrule(preferred: RoutedPool, user: number): RoutedPool {
    const loads = this.#loads[preferred.index] as number[];
    if (loads[preferred.index] === 100) return preferred;
    let left = uniform(mix(PRIORITY_KEY, user)) * 100;
    for (const index of this.#order(preferred.index)) {
      left -= loads[index] as number;
      if (left < 0) return this.pools[index] as RoutedPool;
    }
    return preferred;
  }

  #loadsFrom(preferred: number): number[] {
    const { pools } = this;
    const loads: number[] = pools.map(() => 0);
    const failover = this.#failover;
    if (failover === 'manual') loads[preferred] = 100;
    else if (failover === 'active-passive') {
      loads[
        activePool(
          preferred,
          pools.map(pool => pool.healthy.length),
        )
      ] = 100;
    } else {
      const order = this.#order(preferred);
      const health = order.map(index => {
        const pool = pools[index] as RoutedPool;
        return { healthy: pool.healthy.length, total: pool.size };
      });
      priorityLoad(health, failover.priority.overprovisioning).forEach((percent, place) => {
        loads[order[place] as number] = percent;
      });
      // Nothing is healthy anywhere: the preferred pool says so.
      if (!loads.some(percent => percent > 0)) loads[preferred] = 100;
    }
    return loads;
  }

  /** The preferred pool first, then the others as the topology lists them. */
  #order(preferred: number): number[] {
    return [preferred, ...this.pools.map(pool => pool.index).filter(index => index !== preferred)];
  }
}
