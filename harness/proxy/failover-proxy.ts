import type { RequestClasses } from '../../mock-service/model/request-classes.ts';
import { type Clock, type Timer, timer } from '../../mock-service/time/clock.ts';
import { PROXY } from '../operations/catalogue/site.ts';
import type { ProxyConfig, SlowStartConfig } from '../topology/topology.ts';
import type { Transport } from '../transport/exchange.ts';
import { shouldEject } from './ejection.ts';
import { Forwarder } from './forwarder.ts';
import { HealthChecks } from './health-checks.ts';
import { afterCheck } from './health-state.ts';
import type { ProxyEvent } from './proxy-event.ts';
import { RoutedInstance, RoutedPool } from './routed-instance.ts';
import { Router } from './router.ts';
import type { ThrottleOrder, ThrottleState } from './throttle.ts';

/** The instances of a pool. */
export interface PoolOrigins {
  readonly name: string;
  readonly origins: readonly string[];
  /** The first so many take load; all if not given. */
  readonly inService?: number;
  /** How those that come get their share; at once if not given. */
  readonly slowStart?: SlowStartConfig;
}

/** What a proxy is made of. */
export interface ProxyParts {
  readonly config: ProxyConfig;
  /** In the order of the topology: the first is home, the others follow in priority. Origins: `http://127.0.0.1:8080`. */
  readonly pools: readonly PoolOrigins[];
  readonly clock: Clock;
  /** Carries the health checks. */
  readonly transport: Transport;
  readonly seed: number;
  /** Of requests, where they have some. */
  readonly classes?: RequestClasses | null;
  /** For the timeline. Never called from inside `failOver` or `failBack`, but for a pool change that takes effect at once. */
  readonly listener?: (event: ProxyEvent) => void;
}

/** What the control server shows. Shares 0–1. */
export interface ProxyState {
  /** The pool that most users go to. */
  readonly active: string;
  /** The pool that the operators' last move leads to, and how much of the move is done. */
  readonly target: string;
  readonly progress: number;
  /** What is not let in; empty: nothing. */
  readonly throttles: readonly ThrottleState[];
  readonly pools: readonly {
    readonly name: string;
    readonly weight: number;
    readonly instances: readonly {
      readonly name: string;
      readonly origin: string;
      readonly up: boolean;
      readonly ejected: boolean;
      readonly inFlight: number;
    }[];
  }[];
}

/** Owns pools, routing, health and the forwarder; who brings the requests (virtual or live) is added outside. */
export class FailoverProxy {
  readonly config: ProxyConfig;
  readonly pools: readonly RoutedPool[];
  readonly instances: readonly RoutedInstance[];
  readonly router: Router;
  readonly forwarder: Forwarder;
  readonly #clock: Clock;
  readonly #checks: HealthChecks;
  readonly #listener: (event: ProxyEvent) => void;
  readonly #moved: Timer;
  readonly #returns = new Map<RoutedInstance, Timer>();
  /** Of its own servers, those that died for want of memory and are not back. */
  readonly #died = new Set<number>();
  #active: RoutedPool;

  constructor(parts: ProxyParts) {
    const { config, clock, seed } = parts;
    this.config = config;
    this.#clock = clock;
    this.#listener = parts.listener ?? (() => {});
    const instances: RoutedInstance[] = [];
    this.pools = parts.pools.map(({ name, origins, inService = origins.length, slowStart = null }, index) => {
      const pool = new RoutedPool(index, name, slowStart);
      origins.forEach((origin, i) => {
        const instance = new RoutedInstance(instances.length, pool, i, origin);
        instance.present = i < inService;
        pool.instances.push(instance);
        instances.push(instance);
      });
      return pool;
    });
    this.instances = instances;
    this.router = new Router(this.pools, config);
    this.#active = this.pools[0] as RoutedPool;
    const watch = config.ejection === 'off' ? null : { attempted: this.#attempted };
    this.forwarder = new Forwarder(clock, this.router, config, seed, watch, parts.classes ?? null);
    if (this.forwarder.servers !== null) this.forwarder.servers.onLife = this.#serverLife;
    this.#checks = new HealthChecks(instances, clock, parts.transport, config.health, this.#checked);
    this.#moved = timer(now => this.#moveCompleted(now));
  }

  /** Begins the health checks. */
  start(): void {
    this.#checks.start();
  }

  /** Ends the checks and all timers. Requests under way lose their deadline. */
  stop(): void {
    this.#checks.stop();
    this.#clock.cancel(this.#moved);
    for (const back of this.#returns.values()) this.#clock.cancel(back);
    this.forwarder.close();
  }

  /**
   * Moves all users to the pool `to`, linearly over `overMs` (0 = at once), from where they are now.
   *
   * @throws RangeError if there is no such pool.
   */
  failOver(to: string, overMs: number): void {
    const pool = this.pools.find(({ name }) => name === to);
    if (pool === undefined) {
      throw new RangeError(`no pool "${to}"; there are ${this.pools.map(({ name }) => name).join(', ')}`);
    }
    const now = this.#clock.now();
    this.router.move(pool.index, overMs, now);
    if (overMs > 0) this.#clock.schedule(this.#moved, now + overMs);
    else {
      this.#clock.cancel(this.#moved);
      this.#moveCompleted(now);
    }
  }

  /** Lets a share of the users or requests in from now on, and refuses the others. */
  throttle(order: ThrottleOrder): void {
    this.forwarder.admission.order(order, this.#clock.now());
  }

  /** Sends requests to the first so many instances of a pool. */
  scale(name: string, count: number): void {
    const pool = this.pools.find(each => each.name === name);
    for (const [i, instance] of (pool?.instances ?? []).entries()) instance.present = i < count;
    this.#lookAgain(this.#clock.now());
  }

  /** Whoever is being moved stays where they are until `goOn`. */
  hold(): void {
    if (this.router.hold(this.#clock.now())) this.#clock.cancel(this.#moved);
  }

  /** A move that is held goes on. */
  goOn(): void {
    const endsAt = this.router.goOn(this.#clock.now());
    if (endsAt !== null) this.#clock.schedule(this.#moved, endsAt);
  }

  /** Restarts a share of the proxy's own servers. */
  restart(share: number): void {
    this.forwarder.servers?.restart(share);
  }

  /** The part of its share that an instance has now, 0–1; null: its pool has no slow start. */
  weightOf(instance: RoutedInstance): number | null {
    return instance.pool.slowStart === null ? null : instance.weight(this.#clock.now());
  }

  /** Moves all users home, to the first pool. */
  failBack(overMs: number): void {
    this.failOver((this.pools[0] as RoutedPool).name, overMs);
  }

  state(): ProxyState {
    const now = this.#clock.now();
    const shares = this.router.shares(now);
    const target = this.router.target(now);
    return {
      active: this.#mostUsed(now).name,
      target: target.pool.name,
      progress: target.progress,
      throttles: this.forwarder.admission.state(now),
      pools: this.pools.map((pool, index) => ({
        name: pool.name,
        weight: shares[index] as number,
        instances: pool.instances.map(({ name, origin, health, ejected, inFlight }) => ({
          name,
          origin,
          up: health.up,
          ejected,
          inFlight,
        })),
      })),
    };
  }

  /** What operators restart they know already. */
  #serverLife = (index: number, alive: boolean, outOfMemory: boolean, atMs: number): void => {
    const instance = `${PROXY}-${index}`;
    if (outOfMemory) {
      this.#died.add(index);
      this.#listener({ kind: 'instance-died', atMs, death: { cause: 'out-of-memory', pool: PROXY, instance } });
    } else if (alive && this.#died.delete(index))
      this.#listener({ kind: 'instance-restarted', atMs, pool: PROXY, instance });
  };

  #checked = (instance: RoutedInstance, passed: boolean, why: string, now: number): void => {
    if (passed) instance.checksPassed++;
    else instance.checksFailed++;
    const before = instance.health;
    instance.health = afterCheck(before, passed, this.config.health.fall, this.config.health.rise);
    if (instance.health.up === before.up) return;
    const { fall, rise } = this.config.health;
    const which = { atMs: now, pool: instance.pool.name, instance: instance.name };
    if (instance.health.up) this.#listener({ kind: 'instance-up', ...which, checks: rise });
    else this.#listener({ kind: 'instance-down', ...which, checks: fall, failure: why });
    this.#healthChanged(instance, now);
  };

  #attempted = (instance: RoutedInstance, failed: boolean, now: number): void => {
    const { ejection } = this.config;
    if (ejection === 'off') return;
    if (!failed) {
      instance.failures = 0;
      return;
    }
    instance.failures++;
    const { pool } = instance;
    if (instance.ejected || !shouldEject(ejection, instance.failures, pool.ejected, pool.size)) return;
    instance.ejected = true;
    instance.ejections++;
    let back = this.#returns.get(instance);
    if (back === undefined) this.#returns.set(instance, (back = timer(at => this.#returned(instance, at))));
    this.#clock.schedule(back, now + ejection.forMs);
    this.#listener({
      kind: 'instance-ejected',
      atMs: now,
      pool: pool.name,
      instance: instance.name,
      failures: instance.failures,
      forMs: ejection.forMs,
    });
    this.#healthChanged(instance, now);
  };

  #returned(instance: RoutedInstance, now: number): void {
    instance.ejected = false;
    instance.failures = 0;
    this.#listener({ kind: 'instance-returned', atMs: now, pool: instance.pool.name, instance: instance.name });
    this.#healthChanged(instance, now);
  }

  #healthChanged(instance: RoutedInstance, now: number): void {
    this.#lookAgain(now);
    this.#activeChanged(instance.name, now);
  }

  /** Who may get requests, and who of them begins slowly. */
  #lookAgain(now: number): void {
    for (const { name, pool } of this.router.healthChanged(now)) {
      const { windowMs } = pool.slowStart as SlowStartConfig;
      this.#listener({ kind: 'slow-start', atMs: now, pool: pool.name, instance: name, windowMs });
    }
  }

  #moveCompleted(now: number): void {
    this.#activeChanged(null, now);
    this.#listener({ kind: 'move-completed', atMs: now });
  }

  /** @param instance whose health has changed; null: an operation moved the users */
  #activeChanged(instance: string | null, now: number): void {
    const active = this.#mostUsed(now);
    if (active === this.#active) return;
    const from = this.#active.name;
    this.#active = active;
    const because = instance === null ? 'operation' : 'health';
    this.#listener({ kind: 'active-pool', atMs: now, from, to: active.name, because, instance });
  }

  #mostUsed(now: number): RoutedPool {
    const shares = this.router.shares(now);
    return this.pools[shares.indexOf(Math.max(...shares))] as RoutedPool;
  }
}
