import type { RequestClasses } from '../../mock-service/model/request-classes.ts';
import type { Clock } from '../../mock-service/time/clock.ts';
import { DeadlineQueue } from '../http1/deadlines.ts';
import type { ProxyConfig } from '../topology/topology.ts';
import { isError, isTimeout } from '../transport/answer-status.ts';
import type { Reason, TransportFailure } from '../transport/exchange.ts';
import { backoffMs } from './backoff.ts';
import type { Call } from './call.ts';
import { ProxyServers } from './proxy-servers.ts';
import { RetryBudget } from './retry-budget.ts';
import { RetryPolicy, reasonOf } from './retry-policy.ts';
import type { RoutedInstance, RoutedPool } from './routed-instance.ts';
import type { Router } from './router.ts';
import { Admission } from './throttle.ts';

/** Told how each attempt ended; decides on ejection. */
export interface AttemptWatch {
  attempted(instance: RoutedInstance, failed: boolean, now: number): void;
}

/**
 * A request's way through the proxy: choose, send, late, retry. Event-driven, the same for both clocks, and free of allocation:
 * calls are pooled by who makes them, and every decision counts in plain numbers.
 *
 *     arrived ─► sent ──answered──► answering ──finished──►
 *        │        │  ╲ failed, or an answer to retry
 *        │        │   ╲─► backing-off ─► sent …
 *        ▼        ▼
 *      503      502, 504
 */
export class Forwarder {
  readonly #clock: Clock;
  readonly #router: Router;
  readonly #deadlines: DeadlineQueue<Call>;
  readonly #policy: RetryPolicy;
  readonly #budget: RetryBudget;
  readonly #seed: number;
  readonly #watch: AttemptWatch | null;
  /** What the proxy itself has of cores and memory; null: no limits. */
  readonly servers: ProxyServers | null;
  /** Who is let in at all. */
  readonly admission: Admission;
  /** Requests under way, to the end of the answer. */
  inFlight = 0;
  /** Retries that the budget forbade. */
  retriesDenied = 0;
  /** Answers that broke off after their headers. */
  truncated = 0;
  /** Users who got a failure (5xx, 429) at least once, by number. */
  readonly failedUsers = new Set<number>();

  /** @param watch null if nobody is to be ejected. @param classes of requests, where there are some */
  constructor(
    clock: Clock,
    router: Router,
    config: ProxyConfig,
    seed: number,
    watch: AttemptWatch | null,
    classes: RequestClasses | null = null,
  ) {
    this.#clock = clock;
    this.#router = router;
    this.#deadlines = new DeadlineQueue(clock, config.timeoutMs, (call, now) => this.#late(call, now));
    this.#policy = new RetryPolicy(config.retries, config.retryOn);
    this.#budget = new RetryBudget(config.retryBudget, config.timeoutMs);
    this.#seed = seed;
    this.#watch = watch;
    this.admission = new Admission(seed, classes);
    this.servers = config.servers === undefined ? null : new ProxyServers(config.servers, clock, seed, this);
  }

  /** A request has come; `call.user`, `call.method` and `call.path` are set. */
  arrived(call: Call, now: number): void {
    call.arrivedAt = now;
    call.retries = 0;
    call.instance = null;
    const pool = this.#router.pool(call.user, now);
    call.pool = pool;
    this.inFlight++;
    if (this.servers === null) this.#route(call, pool, now);
    else this.#enter(call, this.servers, now);
  }

  /** A core of its server has done what it costs to route it, for the first time or again. */
  entered(call: Call, now: number): void {
    if (call.retries > 0) return this.#sendAgain(call, now);
    // Users may have been moved in the meantime.
    const pool = this.#router.pool(call.user, now);
    call.pool = pool;
    this.#route(call, pool, now);
  }

  /** Its server has died with what it held. */
  broken(call: Call): void {
    this.#giveUp(call);
    call.breakOff('reset');
  }

  /**
   * The instance's headers are there.
   *
   * @returns true: hand the answer through, then call `finished`. False: this attempt is of no use, another may follow.
   */
  answered(call: Call, status: number, reason: Reason | null, now: number): boolean {
    const instance = call.instance as RoutedInstance;
    if (this.#watch !== null) this.#watch.attempted(instance, status >= 500, now);
    if (
      status >= 400 &&
      call.retries < this.#policy.retries &&
      this.#policy.allowsStatus(status, call.method) &&
      this.#retry(call, instance, now)
    ) {
      return false;
    }
    this.#deadlines.remove(call);
    call.state = 'answering';
    this.#count(call, status, reason, now);
    return true;
  }

  /** The answer has been handed through, or (not `whole`) broke off: the call may be used again. */
  finished(call: Call, whole: boolean): void {
    (call.instance as RoutedInstance).inFlight--;
    this.inFlight--;
    call.state = 'idle';
    if (call.visit !== null) this.servers?.leave(call);
    if (!whole) this.truncated++;
  }

  /** The attempt came to nothing before any header. */
  failed(call: Call, failure: TransportFailure, now: number): void {
    const instance = call.instance as RoutedInstance;
    instance.broken.set(failure, (instance.broken.get(failure) ?? 0) + 1);
    if (this.#watch !== null) this.#watch.attempted(instance, true, now);
    if (
      call.retries < this.#policy.retries &&
      this.#policy.allowsFailure(failure, call.method) &&
      this.#retry(call, instance, now)
    ) {
      return;
    }
    this.#deadlines.remove(call);
    instance.inFlight--;
    this.#refuse(call, 502, reasonOf(failure), now);
  }

  /** The caller has gone away; the call may be used again. */
  left(call: Call): void {
    if (call.state === 'idle') return;
    if (call.state !== 'answering') (call.pool as RoutedPool).abandoned++;
    this.#giveUp(call);
  }

  /** Called by a call whose wait is over. */
  again(call: Call, now: number): void {
    if (this.servers === null) return this.#sendAgain(call, now);
    call.state = 'entering';
    this.servers.again(call, now);
  }

  /** Stops watching deadlines. */
  close(): void {
    this.#deadlines.close();
    this.servers?.close();
  }

  #enter(call: Call, servers: ProxyServers, now: number): void {
    call.state = 'entering';
    this.#deadlines.add(call, now);
    if (servers.enter(call, now)) return;
    this.#giveUp(call);
    call.breakOff('refused');
  }

  #route(call: Call, pool: RoutedPool, now: number): void {
    if (this.admission.limited) {
      const retryAfterS = this.admission.refuses(call, now);
      if (retryAfterS !== null) return this.#turnAway(call, 'throttled', now, retryAfterS);
    }
    if (this.#policy.retries > 0) this.#budget.request(now);
    const instance = this.#router.instance(pool, call.user, null, now);
    if (instance === null) return this.#turnAway(call, 'no-healthy', now);
    if (this.servers === null) this.#deadlines.add(call, now);
    this.#send(call, instance);
  }

  /** Refuses what has not been sent to any instance. */
  #turnAway(call: Call, reason: Reason, now: number, retryAfterS: number | null = null): void {
    if (this.servers !== null) this.#deadlines.remove(call);
    this.#refuse(call, 503, reason, now, retryAfterS);
  }

  /** Lets go of what is under way of a call that nobody answers. */
  #giveUp(call: Call): void {
    const { state } = call;
    this.inFlight--;
    call.state = 'idle';
    if (call.visit !== null) this.servers?.leave(call);
    if (state !== 'answering') this.#deadlines.remove(call);
    if (state === 'backing-off') this.#clock.cancel(call.backoffTimer());
    else if (state !== 'entering') {
      (call.instance as RoutedInstance).inFlight--;
      call.abort();
    }
  }

  #sendAgain(call: Call, now: number): void {
    // Users may have been moved, and instances fallen, in the meantime.
    const pool = this.#router.pool(call.user, now);
    const failed = call.instance as RoutedInstance;
    const instance = this.#router.instance(pool, call.user, failed, now);
    call.pool = pool;
    if (instance === null) {
      call.instance = null;
      this.#deadlines.remove(call);
      this.#refuse(call, 503, 'no-healthy', now);
      return;
    }
    instance.retries++;
    this.#send(call, instance);
  }

  #send(call: Call, instance: RoutedInstance): void {
    call.state = 'sent';
    call.instance = instance;
    instance.inFlight++;
    instance.attempts++;
    call.send(instance);
  }

  #late(call: Call, now: number): void {
    if (call.state === 'backing-off') this.#clock.cancel(call.backoffTimer());
    else if (call.state !== 'entering') {
      const instance = call.instance as RoutedInstance;
      instance.inFlight--;
      call.abort();
      if (this.#watch !== null) this.#watch.attempted(instance, true, now);
    }
    this.#refuse(call, 504, 'deadline', now);
  }

  /** Puts off another attempt. @returns false if there is no time or no budget for it. */
  #retry(call: Call, instance: RoutedInstance, now: number): boolean {
    if (!call.repeatable) return false;
    const wait = backoffMs(call.retries + 1, this.#seed, call.user, call.arrivedAt);
    if (now + wait >= call.deadlineAt) return false;
    if (!this.#budget.take(now)) {
      this.retriesDenied++;
      return false;
    }
    call.retries++;
    instance.inFlight--;
    call.state = 'backing-off';
    this.#clock.schedule(call.backoffTimer(), now + wait);
    return true;
  }

  #refuse(call: Call, status: number, reason: Reason, now: number, retryAfterS: number | null = null): void {
    this.inFlight--;
    call.state = 'idle';
    if (call.visit !== null) this.servers?.leave(call);
    this.#count(call, status, reason, now);
    call.refuse(status, reason, retryAfterS);
  }

  #count(call: Call, status: number, reason: Reason | null, now: number): void {
    const pool = call.pool as RoutedPool;
    const { instance } = call;
    const durationMs = now - call.arrivedAt;
    const failed = isError(status);
    if (instance === null) pool.unserved.add(status, reason);
    else {
      instance.outcomes.add(status, reason);
      instance.ended++;
      instance.durationMs += durationMs;
      if (failed) instance.errors++;
      if (isTimeout(status)) instance.timeouts++;
    }
    if (failed) this.failedUsers.add(call.user);
    pool.durations.add(durationMs);
  }
}
