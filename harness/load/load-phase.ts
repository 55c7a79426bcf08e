import { type Timer, timer } from '../../mock-service/time/clock.ts';
import type { MetricRegistry } from '../measure/metric-registry.ts';
import type { Metric } from '../measure/metrics.ts';
import type { TagSet } from '../measure/tags.ts';
import { TestAborted } from '../script/modules/execution-state.ts';
import { Accounts } from './accounts.ts';
import { ArrivalRun } from './arrival-run.ts';
import type { Spacing } from './arrivals.ts';
import { IterationsRun } from './iterations-run.ts';
import { Lag } from './lag.ts';
import { LoopRun } from './loop-run.ts';
import type { Scenario } from './scenario.ts';
import type { ScenarioRun, ScenarioWorld } from './scenario-run.ts';
import type { Vu, VuWorld } from './vu.ts';
import { preallocation, VuPool } from './vu-pool.ts';

/** What the phase tells of itself while it runs. */
export interface LoadEvents {
  warn(text: string): void;
  /** An iteration due by `now` was dropped. */
  dropped(now: number): void;
  /** An iteration threw. */
  exception(thrown: unknown): void;
  /** The init code of a VU threw. */
  initFailed(thrown: unknown): void;
  /** `second` seconds of the phase have passed. */
  tick(second: number, now: number): void;
  /** Every scenario is over. Called from a timer of its own. */
  over(now: number): void;
}

/** The part of a drill in which scenarios run: starts them at their times, counts their iterations, ends when they have ended. */
export class LoadPhase implements ScenarioWorld {
  readonly clock: VuWorld['clock'];
  readonly seed: number;
  readonly spacing: Spacing;
  readonly pool: VuPool;
  readonly preallocated: boolean;
  readonly lag = new Lag();
  readonly runs: readonly ScenarioRun[];
  /** t = 0: when scenarios with no startTime start, ms on the Clock. */
  startedAt = Number.NaN;
  endedAt = Number.NaN;
  /** The most VUs that ran iterations at a second's end. */
  peakVus = 0;
  #scenarios: readonly Scenario[];
  #events: LoadEvents;
  #baseTags: TagSet;
  #iterations: Metric;
  #durations: Metric;
  #droppedIterations: Metric;
  #vus: Metric;
  #vusMax: Metric;
  #starts: Timer[] = [];
  #left: number;
  #seconds = 0;
  #tick: Timer = timer(now => this.#second(now));
  #over: Timer = timer(now => this.#events.over(now));
  #warned = new Set<ScenarioRun>();

  /** @param preallocates whether VUs are made before the start (live), or as they are needed. */
  constructor(
    scenarios: readonly Scenario[],
    world: VuWorld,
    spacing: Spacing,
    baseTags: TagSet,
    metrics: MetricRegistry,
    preallocates: boolean,
    events: LoadEvents,
  ) {
    this.clock = world.clock;
    this.seed = world.seed;
    this.spacing = spacing;
    this.pool = new VuPool(world);
    this.preallocated = preallocates;
    this.#scenarios = scenarios;
    this.#events = events;
    this.#baseTags = baseTags;
    this.#iterations = metrics.define('iterations', 'counter');
    this.#durations = metrics.define('iteration_duration', 'trend', 'time');
    this.#droppedIterations = metrics.define('dropped_iterations', 'counter');
    this.#vus = metrics.define('vus', 'gauge');
    this.#vusMax = metrics.define('vus_max', 'gauge');
    this.runs = scenarios.map(scenario => runOf(scenario, this));
    this.#left = this.runs.length;
  }

  /** Makes the VUs that the scenarios plan to need. @throws whatever the script's init code throws. */
  preallocate(): void {
    this.pool.preallocate(preallocation(this.#scenarios));
  }

  start(): void {
    const now = this.clock.now();
    this.startedAt = now;
    this.clock.schedule(this.#tick, now + 1000);
    for (const run of this.runs) {
      if (run.scenario.startTimeMs === 0) run.start(now);
      else {
        const start = timer(at => run.start(at));
        this.#starts.push(start);
        this.clock.schedule(start, now + run.scenario.startTimeMs);
      }
    }
  }

  /** Starts no more iterations. */
  halt(): void {
    for (const run of this.runs) run.halt();
  }

  /** Interrupts everything; `over` follows. */
  stop(): void {
    const now = this.clock.now();
    for (const start of this.#starts) this.clock.cancel(start);
    for (const run of this.runs) run.stop(now);
  }

  /** VUs that run an iteration now. */
  get vusActive(): number {
    let active = 0;
    for (const run of this.runs) active += run.running;
    return active;
  }

  /** VUs that exist, or are planned to. */
  get vusInitialized(): number {
    return Math.max(this.pool.all.length, preallocation(this.#scenarios));
  }

  /** All iterations so far. */
  get accounts(): Accounts {
    const all = new Accounts();
    for (const run of this.runs) all.add(run.accounts);
    return all;
  }

  tags(scenario: Scenario): TagSet {
    let tags = this.#baseTags.with('scenario', scenario.name);
    for (const [key, value] of Object.entries(scenario.tags)) tags = tags.with(key, value);
    return tags;
  }

  dropped(run: ScenarioRun, count: number, now: number): void {
    this.#events.dropped(now);
    this.#droppedIterations.add(count, run.tags);
    if (this.#warned.has(run)) return;
    this.#warned.add(run);
    const why =
      'maxVUs' in run.scenario
        ? `all ${run.scenario.maxVUs} VUs (maxVUs) were busy`
        : 'the time (maxDuration) was over before they could start';
    this.#events.warn(`${run.name}: iterations are dropped, since ${why}`);
  }

  ended(run: ScenarioRun, vu: Vu, durationMs: number, threw: boolean, thrown: unknown): void {
    const { accounts } = run;
    if (threw && thrown instanceof TestAborted) {
      accounts.interrupted++;
      return;
    }
    // Tags that the script gave the VU count too; an exception may have left it inside a group.
    const tags = vu.groupPath === '' ? vu.tags : run.tags;
    this.#iterations.add(1, tags);
    this.#durations.add(durationMs, tags);
    if (!threw) {
      accounts.completed++;
      accounts.calls += vu.calls;
      return;
    }
    accounts.failed++;
    if (vu.requestFailed) accounts.failedAfterRequest++;
    this.#events.exception(thrown);
  }

  initFailed(thrown: unknown): void {
    this.#events.initFailed(thrown);
  }

  finished(_run: ScenarioRun, now: number): void {
    if (--this.#left > 0) return;
    this.endedAt = now;
    this.clock.cancel(this.#tick);
    if (this.#seconds === 0) this.#partSecond();
    // Scripts may still be on the stack; what follows runs others.
    this.clock.schedule(this.#over, now);
  }

  /** A load that was over within its first second has had VUs too. */
  #partSecond(): void {
    this.peakVus = this.pool.all.filter(vu => vu.iterationsInScenario > 0).length;
    this.#vus.add(this.peakVus, this.#baseTags);
    this.#vusMax.add(this.vusInitialized, this.#baseTags);
  }

  #second(now: number): void {
    this.#seconds++;
    this.clock.schedule(this.#tick, this.startedAt + (this.#seconds + 1) * 1000);
    const active = this.vusActive;
    if (active > this.peakVus) this.peakVus = active;
    this.#vus.add(active, this.#baseTags);
    this.#vusMax.add(this.vusInitialized, this.#baseTags);
    this.#events.tick(this.#seconds, now);
  }
}

function runOf(scenario: Scenario, world: ScenarioWorld): ScenarioRun {
  switch (scenario.executor) {
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate':
      return new ArrivalRun(scenario, world);
    case 'constant-vus':
    case 'ramping-vus':
      return new LoopRun(scenario, world);
    case 'shared-iterations':
    case 'per-vu-iterations':
      return new IterationsRun(scenario, world);
  }
}
