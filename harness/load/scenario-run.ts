import { type Clock, type Timer, timer } from '../../mock-service/time/clock.ts';
import { hashText, mix } from '../../mock-service/time/random.ts';
import type { TagSet } from '../measure/tags.ts';
import type { ScenarioState } from '../script/modules/execution-state.ts';
import { Accounts } from './accounts.ts';
import type { Spacing } from './arrivals.ts';
import type { Lag } from './lag.ts';
import { plannedVus, regularDurationMs, type Scenario } from './scenario.ts';
import type { Vu, VuOwner } from './vu.ts';
import type { VuPool } from './vu-pool.ts';

/** What scenarios under way need of the drill. */
export interface ScenarioWorld {
  readonly clock: Clock;
  readonly seed: number;
  readonly spacing: Spacing;
  readonly pool: VuPool;
  /** Whether VUs were made before the start, so that scenarios take theirs at once. */
  readonly preallocated: boolean;
  /** How late iterations started, ms. */
  readonly lag: Lag;
  /** The tags of a scenario's samples. */
  tags(scenario: Scenario): TagSet;
  /** An iteration was not started for want of a VU, or `count` for want of time. */
  dropped(run: ScenarioRun, count: number, now: number): void;
  /** Counts an iteration whose code has ended into its scenario's accounts. */
  ended(run: ScenarioRun, vu: Vu, durationMs: number, threw: boolean, thrown: unknown): void;
  /** The script's init code threw when a VU was made during the run. */
  initFailed(thrown: unknown): void;
  /** Nothing of the scenario is left. */
  finished(run: ScenarioRun, now: number): void;
}

/**
 * One scenario under way: which VUs run for it, and its end. New iterations start during the regular duration; those that run
 * then get `gracefulStop`, and are interrupted. How iterations start is the executors' own.
 */
export abstract class ScenarioRun<S extends Scenario = Scenario> implements VuOwner, ScenarioState {
  readonly scenario: S;
  readonly accounts = new Accounts();
  readonly exec: string;
  readonly tags: TagSet;
  readonly key: number;
  startedAt = Number.NaN;
  protected readonly world: ScenarioWorld;
  /** No new iterations: the regular duration is over, or the drill is being stopped. */
  protected closed = false;
  /** Nothing is left to start, before its time. */
  protected exhausted = false;
  #running: Vu[] = [];
  #free: Vu[] = [];
  #taken = 0;
  #finished = false;
  #end: Timer = timer(now => (this.closed ? this.stop(now) : this.#close(now)));

  constructor(scenario: S, world: ScenarioWorld) {
    this.scenario = scenario;
    this.world = world;
    this.exec = scenario.exec;
    this.tags = world.tags(scenario);
    this.key = mix(world.seed, hashText(scenario.name));
  }

  get name(): string {
    return this.scenario.name;
  }

  get executor(): string {
    return this.scenario.executor;
  }

  get env(): Readonly<Record<string, string>> {
    return this.scenario.env;
  }

  /** VUs that run an iteration now. */
  get running(): number {
    return this.#running.length;
  }

  progress(now: number): number {
    const total = regularDurationMs(this.scenario);
    return total === 0 ? 1 : Math.min(1, Math.max(0, (now - this.startedAt) / total));
  }

  start(now: number): void {
    this.startedAt = now;
    this.world.clock.schedule(this.#end, now + regularDurationMs(this.scenario));
    if (this.world.preallocated) {
      const vus: Vu[] = [];
      for (let i = plannedVus(this.scenario); i > 0; i--) vus.push(this.#take());
      this.#free.push(...vus.reverse());
    }
    this.opened(now);
  }

  /** Starts no more iterations; `stop` follows. */
  halt(): void {
    this.closed = true;
  }

  /** Interrupts what runs, and starts nothing more. */
  stop(now: number): void {
    if (this.#finished) return;
    this.closed = true;
    this.closing(now, false);
    for (let i = this.#running.length - 1; i >= 0; i--) this.interrupt(this.#running[i] as Vu, now);
    this.#finish(now);
  }

  ended(vu: Vu, durationMs: number, threw: boolean, thrown: unknown): void {
    this.world.ended(this, vu, durationMs, threw, thrown);
  }

  freed(vu: Vu, now: number): void {
    this.#leave(vu);
    this.idle(vu, now);
    if (this.#running.length === 0 && (this.closed || this.exhausted)) this.#finish(now);
  }

  /** The regular duration begins. */
  protected abstract opened(now: number): void;
  /** A VU has ended an iteration: it begins another, or is `release`d. */
  protected abstract idle(vu: Vu, now: number): void;
  /** No more iterations: the executor cancels its timers. @param regular the time is over, rather than the drill stopped. */
  protected abstract closing(now: number, regular: boolean): void;

  /** A VU for an iteration: the most recently freed. @returns null if `limit` VUs run, or if the script's init code threw. */
  protected acquire(limit: number): Vu | null {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#taken >= limit) return null;
    try {
      return this.#take();
    } catch (error) {
      this.world.initFailed(error);
      return null;
    }
  }

  protected release(vu: Vu): void {
    this.#free.push(vu);
  }

  protected begin(vu: Vu, dueAt: number, now: number): void {
    vu.slot = this.#running.length;
    this.#running.push(vu);
    this.world.lag.add(now - dueAt);
    vu.begin(this.accounts.started++, dueAt, now);
  }

  protected interrupt(vu: Vu, now: number): void {
    if (vu.interrupt()) this.accounts.interrupted++;
    this.#leave(vu);
    this.#free.push(vu);
    if (this.#running.length === 0 && this.closed) this.#finish(now);
  }

  #take(): Vu {
    const vu = this.world.pool.take();
    this.#taken++;
    vu.assign(this);
    return vu;
  }

  #leave(vu: Vu): void {
    const last = this.#running.pop() as Vu;
    if (last !== vu) {
      last.slot = vu.slot;
      this.#running[vu.slot] = last;
    }
    vu.slot = -1;
  }

  #close(now: number): void {
    this.closing(now, true);
    this.closed = true;
    if (this.#running.length === 0) this.#finish(now);
    else this.world.clock.schedule(this.#end, now + this.scenario.gracefulStopMs);
  }

  #finish(now: number): void {
    if (this.#finished) return;
    this.#finished = true;
    this.world.clock.cancel(this.#end);
    for (let i = this.#free.length - 1; i >= 0; i--) this.world.pool.give(this.#free[i] as Vu);
    this.#free.length = 0;
    this.world.finished(this, now);
  }
}
