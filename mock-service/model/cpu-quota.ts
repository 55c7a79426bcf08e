import { type Clock, type Timer, timer } from '../time/clock.ts';
import type { Core } from './cpu.ts';

/** Less CPU time than this is none, ms: what sums of fractions leave. */
const NOTHING_MS = 1e-9;

/**
 * A quota of CPU time a period, as Linux's cgroups enforce it (`cpu.max`): tasks run at a core's full speed until what they use together
 * reaches the quota; then all of them stand still until the next period begins. What a period does not use is lost.
 *
 *     ▓▓▓▓░░░░░░│▓▓▓▓░░░░░░│▓▓        0.4 cores, periods of 100 ms, one task of 100 ms: it ends after 220 ms
 */
export class CpuQuota {
  readonly #clock: Clock;
  readonly #periodMs: number;
  /** CPU time a period, ms. */
  readonly #quotaMs: number;
  readonly #zero: number;
  readonly #running: Core[] = [];
  readonly #turn: Timer;
  /** What is known is known up to here. */
  #at = 0;
  /** The present period ends here. */
  #endsAt: number;
  /** CPU time that it has left, ms. */
  #leftMs: number;
  #throttled = false;
  #usedMs = 0;
  #throttledMs = 0;

  /** @param chance where in a period the clock's zero is, 0–1: the periods of two instances do not begin together */
  constructor(clock: Clock, periodMs: number, cores: number, chance: number) {
    this.#clock = clock;
    this.#periodMs = periodMs;
    this.#quotaMs = cores * periodMs;
    this.#zero = -chance * periodMs;
    this.#endsAt = this.#zero + periodMs;
    this.#leftMs = this.#quotaMs;
    this.#turn = timer(() => this.#plan(this.#turn.at));
  }

  /** CPU time used up to `now`, ms. */
  usedMs(now: number): number {
    return this.#usedMs + (this.#throttled ? 0 : this.#running.length * (now - this.#at));
  }

  /** Time for which tasks have stood still, ms. */
  throttledMs(now: number): number {
    return this.#throttledMs + (this.#throttled && this.#running.length > 0 ? now - this.#at : 0);
  }

  /** A core takes up a task that needs `cost` ms. Its timer is this object's until `ended`. */
  began(core: Core, cost: number, now: number): void {
    this.#settle(now);
    this.#running.push(core);
    if (this.#throttled) core.leftMs = cost;
    else this.#clock.schedule(core.timer, now + cost);
    this.#plan(now);
  }

  ended(core: Core, now: number): void {
    this.#settle(now);
    this.#running.splice(this.#running.indexOf(core), 1);
    this.#plan(now);
  }

  /** No task runs any more. */
  reset(now: number): void {
    this.#settle(now);
    this.#running.length = 0;
    this.#plan(now);
  }

  /** Does what has become due by `now`, and waits for what will be next. */
  #plan(now: number): void {
    this.#settle(now);
    const next = this.#nextAt();
    if (next === Number.POSITIVE_INFINITY) this.#clock.cancel(this.#turn);
    else this.#clock.schedule(this.#turn, next);
  }

  /** When tasks will next stand still or go on, if no other comes or ends. */
  #nextAt(): number {
    const tasks = this.#running.length;
    if (tasks === 0) return Number.POSITIVE_INFINITY;
    if (this.#throttled) return this.#endsAt;
    const exhaustedAt = this.#at + this.#leftMs / tasks;
    if (exhaustedAt < this.#endsAt) return exhaustedAt;
    return tasks * this.#periodMs > this.#quotaMs ? this.#endsAt + this.#quotaMs / tasks : Number.POSITIVE_INFINITY;
  }

  #settle(now: number): void {
    // Nobody has run for long: the periods between are all alike.
    if (this.#running.length === 0 && now >= this.#endsAt) this.#begin(now);
    for (;;) {
      const tasks = this.#running.length;
      const exhaustedAt = this.#throttled || tasks === 0 ? Number.POSITIVE_INFINITY : this.#at + this.#leftMs / tasks;
      if (exhaustedAt < this.#endsAt && exhaustedAt <= now) this.#exhaust(exhaustedAt);
      else if (this.#endsAt <= now) this.#refill();
      else break;
    }
    this.#pass(now);
  }

  /** The period that `now` is in begins with all of its quota. */
  #begin(now: number): void {
    const periods = Math.floor((now - this.#zero) / this.#periodMs);
    this.#at = now;
    this.#endsAt = this.#zero + (periods + 1) * this.#periodMs;
    this.#leftMs = this.#quotaMs;
    this.#throttled = false;
  }

  /** Tasks run, or stand still, up to `at`. */
  #pass(at: number): void {
    const passed = at - this.#at;
    const tasks = this.#running.length;
    if (!this.#throttled) {
      this.#usedMs += tasks * passed;
      this.#leftMs -= tasks * passed;
    } else if (tasks > 0) this.#throttledMs += passed;
    this.#at = at;
  }

  #exhaust(at: number): void {
    this.#pass(at);
    this.#throttled = true;
    for (const core of this.#running) {
      core.leftMs = core.timer.at - at;
      if (core.leftMs > NOTHING_MS) this.#clock.cancel(core.timer);
    }
  }

  #refill(): void {
    const at = this.#endsAt;
    this.#pass(at);
    const wasThrottled = this.#throttled;
    this.#throttled = false;
    this.#leftMs = this.#quotaMs;
    this.#endsAt = at + this.#periodMs;
    if (!wasThrottled) return;
    for (const core of this.#running) if (core.leftMs > NOTHING_MS) this.#clock.schedule(core.timer, at + core.leftMs);
  }
}
