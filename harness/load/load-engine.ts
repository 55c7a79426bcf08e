// One file although it is long: the life of a drill, from options to summary, is one sequence, and each of its steps starts the next.
import { type Clock, type Timer, timer } from '../../mock-service/time/clock.ts';
import { TagSet } from '../measure/tags.ts';
import type { CompiledScript } from '../script/compile/compiled-script.ts';
import { TestAborted } from '../script/modules/execution-state.ts';
import type { Drains } from '../script/runtime/job-queue.ts';
import { RefusedCall } from '../script/runtime/refused-call.ts';
import type { ScriptModule } from '../script/runtime/script-module.ts';
import type { VuContext } from '../script/runtime/script-runtime.ts';
import type { Ending } from '../verdict/ending.ts';
import { Accounts } from './accounts.ts';
import { EmptyIterations } from './empty-iterations.ts';
import { ExceptionLog } from './exception-log.ts';
import { exceptionText } from './exception-text.ts';
import type { Execution } from './execution.ts';
import type { OptionProblem } from './fields.ts';
import { generatorHealth } from './generator-health.ts';
import type { Lag } from './lag.ts';
import { type CallEnding, LifeCall } from './life-call.ts';
import { type LoadEvents, LoadPhase } from './load-phase.ts';
import type { LoadResult, Refusal } from './load-result.ts';
import type { LoadSetup } from './load-setup.ts';
import { type DrillOptions, parseOptions } from './options.ts';
import type { ScenarioRun } from './scenario-run.ts';
import { readStartsAt } from './starts-at.ts';
import { destinations, summaryData } from './summary.ts';
import { EVALUATE_EVERY_S, ThresholdWatch } from './threshold-watch.ts';
import type { VuWorld } from './vu.ts';

/** What preparing a script gives: with any problem it cannot run (exit 104). */
export interface Prepared {
  readonly options: DrillOptions;
  readonly problems: readonly OptionProblem[];
  readonly warnings: readonly string[];
  /** What the script says t = 0 stands for: ISO 8601, UTC; null: nothing. */
  readonly startsAt: string | null;
}

/** Refused calls that are told apart. */
const MOST_REFUSALS = 100;

type Stage = 'new' | 'setup' | 'warming' | 'load' | 'teardown' | 'summary' | 'finished';

/**
 * Runs a script from `setup` to `handleSummary` (k6-contract §2). First `prepare`, then `start`; everything else follows from the
 * Clock, and `finished` is called once.
 */
export class LoadEngine implements VuWorld, LoadEvents {
  readonly clock: Clock;
  readonly seed: number;
  readonly script: CompiledScript;
  readonly drains: Drains;
  readonly emptyIterations: EmptyIterations | null;
  #setup: LoadSetup;
  #prepared: DrillOptions | null = null;
  #thresholds: ThresholdWatch | null = null;
  #baseTags: TagSet = TagSet.EMPTY;
  #phase: LoadPhase | null = null;
  #stage: Stage = 'new';
  #call: LifeCall | null = null;
  #setupJson: string | undefined;
  #execution: Execution;
  #has: ReadonlySet<string> = new Set();
  #exceptions: ExceptionLog;
  #refusals: Refusal[] = [];
  #summary: LoadResult['summary'] = null;
  /** How often script code has been let run. */
  turns = 0;
  /** Ends the load from outside of the script code that asked for it. */
  #stopSoon: Timer = timer(() => this.#stopLoad());

  constructor(setup: LoadSetup) {
    this.#setup = setup;
    this.clock = setup.runtime.clock;
    this.seed = setup.runtime.seed;
    this.script = setup.script;
    this.drains = setup.drains;
    this.emptyIterations = setup.virtual ? new EmptyIterations(text => this.warn(text)) : null;
    this.#execution = setup.execution;
    this.#execution.aborted = () => {
      if (this.#stage === 'load') this.#stopLoadSoon();
    };
    this.#exceptions = new ExceptionLog(
      setup.script.url,
      thrown => exceptionText(thrown, setup.script),
      text => setup.log('error', text),
    );
  }

  /**
   * Runs the script's init code once and reads its options and thresholds.
   * @throws whatever the init code throws (exit 107).
   */
  prepare(): Prepared {
    const { exports } = new LifeCall('init', TagSet.EMPTY, this).module;
    const functions = Object.keys(exports).filter(name => typeof exports[name] === 'function');
    const iterable = functions.filter(name => !['setup', 'teardown', 'handleSummary'].includes(name));
    const {
      options: written,
      problems,
      warnings,
    } = parseOptions(exports.options, this.#setup.overrides, iterable, this.#setup.load);
    const reshaped = problems.length === 0 ? this.#setup.reshape?.(written) : undefined;
    const options = reshaped?.options ?? written;
    const all = [...problems, ...(reshaped?.problems ?? [])];
    const startsAt = readStartsAt(exports.startsAt, all);
    this.#thresholds = new ThresholdWatch(options.thresholds, this.#setup.metrics, all);
    for (const [key, value] of Object.entries(options.tags)) this.#baseTags = this.#baseTags.with(key, value);
    this.#prepared = options;
    this.#execution.options = options.written;
    this.#has = new Set(functions);
    return { options, problems: all, warnings, startsAt };
  }

  /** Starts the drill; `finished` follows. Call it from outside of script code, after `prepare` found no problem. */
  start(): void {
    if (this.#stage !== 'new') throw new Error('the drill has started already');
    this.#stage = 'setup';
    // Stopped before it began.
    if (this.#execution.exit !== null) this.#finish();
    else if (!this.#has.has('setup')) this.#warm();
    else this.#callScript('setup', undefined, this.#options.setupTimeoutMs, ending => this.#setupEnded(ending));
  }

  /**
   * Ends the drill early: running iterations are interrupted, `teardown` and `handleSummary` follow. A second call gives up these too.
   */
  stop(reason: string, code: Ending['code'] = 105): void {
    this.#execution.exit ??= { code, reason };
    switch (this.#stage) {
      case 'setup':
        this.#call?.cancel();
        this.#summarise();
        break;
      case 'warming':
        this.#tearDown();
        break;
      case 'load':
        this.#stopLoad();
        break;
      case 'teardown':
        this.#call?.cancel();
        this.#summarise();
        break;
      case 'summary':
        this.#call?.cancel();
        this.#finish();
        break;
      // Before it begins, `start` finds the exit; afterwards there is nothing left to end.
      case 'new':
      case 'finished':
    }
  }

  /** Where the drill is: setup and teardown are outside of the load. */
  get stage(): Stage {
    return this.#stage;
  }

  /** All scenarios, while and after they run. */
  get runs(): readonly ScenarioRun[] {
    return this.#phase?.runs ?? [];
  }

  get accounts(): Accounts {
    return this.#phase?.accounts ?? new Accounts();
  }

  /** VUs that run an iteration now. */
  get vusActive(): number {
    return this.#phase?.vusActive ?? 0;
  }

  /** The 99th percentile of the lag of iterations started since the last call, ms; null if none was. */
  takeLagP99Ms(): number | null {
    return this.#phase?.lag.takeP99Ms() ?? null;
  }

  /** How late iterations have started; null before the load. */
  get lag(): Lag | null {
    return this.#phase?.lag ?? null;
  }

  /** Mean requests to the system under test of a completed iteration, by scenario; scenarios that completed none are left out. */
  get callsPerIteration(): Record<string, number> {
    const means: Record<string, number> = {};
    for (const { name, accounts } of this.runs) {
      if (accounts.completed > 0) means[name] = accounts.calls / accounts.completed;
    }
    return means;
  }

  /** Mean duration of iterations that ended, ms; null if none did. */
  get meanIterationMs(): number | null {
    const durations = this.#setup.metrics.find('iteration_duration')?.sink;
    return durations === undefined || durations.samples === 0 ? null : durations.statistic('avg', 0);
  }

  /** What the drill has come to by now; iterations under way count as interrupted. */
  soFar(): Pick<LoadResult, 'durationMs' | 'generator' | 'thresholds' | 'metrics'> {
    const elapsedMs = this.#elapsedMs();
    const always = new Set(this.#options.thresholds.map(({ selector }) => selector.key));
    return {
      durationMs: elapsedMs,
      generator: generatorHealth(this.accounts, this.#phase?.lag.all ?? null, this.#phase?.peakVus ?? 0),
      thresholds: this.#thresholds?.judged(elapsedMs) ?? [],
      metrics: this.#setup.metrics.values(this.#options.summaryTrendStats, elapsedMs, always),
    };
  }

  // What VUs and the load phase need.

  get minIterationMs(): number {
    return this.#options.minIterationDurationMs;
  }

  instantiate(vu: VuContext): ScriptModule {
    return this.#setup.instantiate(vu);
  }

  enter(vu: VuContext): void {
    this.turns++;
    this.#setup.runtime.current = vu;
  }

  setupData(): unknown {
    return this.#setupJson === undefined ? undefined : JSON.parse(this.#setupJson);
  }

  warn(text: string): void {
    this.#setup.log('warning', text);
  }

  dropped(now: number): void {
    this.#setup.dropped?.(now);
  }

  exception(thrown: unknown): void {
    this.#refused(thrown);
    this.#exceptions.add(thrown);
  }

  initFailed(thrown: unknown): void {
    this.#threw('the init code', thrown);
    this.#stopLoadSoon();
  }

  tick(second: number): void {
    this.#setup.tick?.(second, this);
    if (second % EVALUATE_EVERY_S !== 0) return;
    const broken = this.#thresholds?.aborting(this.#elapsedMs()) ?? null;
    if (broken === null) return;
    this.stop(`the threshold '${broken.expression}' of ${broken.metric} is broken (abortOnFail)`, 99);
  }

  over(): void {
    this.#tearDown();
  }

  // The script's life.

  /** Those of the script, once it is prepared. */
  get scenarios(): DrillOptions['scenarios'] {
    return this.#options.scenarios;
  }

  get #options(): DrillOptions {
    if (this.#prepared === null) throw new Error('the script is not prepared');
    return this.#prepared;
  }

  #callScript(
    name: 'setup' | 'teardown' | 'handleSummary',
    argument: unknown,
    limitMs: number,
    done: (ending: CallEnding) => void,
  ): void {
    try {
      this.#call = new LifeCall(name === 'handleSummary' ? 'summary' : name, this.#baseTags, this);
    } catch (thrown) {
      done({ kind: 'threw', thrown });
      return;
    }
    this.#call.call(name, argument, limitMs, done);
  }

  #setupEnded(ending: CallEnding): void {
    const { setupTimeoutMs } = this.#options;
    if (ending.kind === 'timeout') {
      this.#execution.exit ??= { code: 100, reason: `setup() took longer than ${setupTimeoutMs}ms (setupTimeout)` };
    } else if (ending.kind === 'threw') {
      if (ending.thrown instanceof TestAborted) {
        this.#tearDown();
        return;
      }
      this.#threw('setup()', ending.thrown);
    } else {
      try {
        this.#setupJson = JSON.stringify(ending.value);
      } catch (error) {
        this.#threw('setup() returned what JSON cannot hold', error);
      }
    }
    // An abort that the script went on after still counts.
    const { exit } = this.#execution;
    if (exit === null) this.#warm();
    else if (exit.code === 108) this.#tearDown();
    else this.#summarise();
  }

  #warm(): void {
    const { warm } = this.#setup;
    const { scenarios } = this.#options;
    const phase = new LoadPhase(
      scenarios,
      this,
      this.#setup.spacing,
      this.#baseTags,
      this.#setup.metrics,
      warm !== undefined,
      this,
    );
    this.#phase = phase;
    this.#execution.phase = phase;
    if (warm === undefined) {
      this.#load(phase);
      return;
    }
    this.#stage = 'warming';
    try {
      phase.preallocate();
    } catch (thrown) {
      this.#threw('the init code', thrown);
      this.#tearDown();
      return;
    }
    warm.call(this.#setup, phase.pool.all, () => {
      if (this.#stage === 'warming') this.#load(phase);
    });
  }

  #load(phase: LoadPhase): void {
    this.#stage = 'load';
    this.#setup.started?.(this.clock.now());
    phase.start();
  }

  /** For calls from inside script code: nothing starts from now on, and what runs is interrupted from outside of it. */
  #stopLoadSoon(): void {
    this.#phase?.halt();
    this.clock.schedule(this.#stopSoon, this.clock.now());
  }

  #stopLoad(): void {
    if (this.#stage === 'load') this.#phase?.stop();
  }

  #tearDown(): void {
    this.#stage = 'teardown';
    if (this.#phase !== null) this.#setup.loadEnded?.();
    if (!this.#has.has('teardown')) {
      this.#summarise();
      return;
    }
    const { teardownTimeoutMs } = this.#options;
    this.#callScript('teardown', this.setupData(), teardownTimeoutMs, ending => {
      if (ending.kind === 'timeout') {
        this.#execution.exit ??= {
          code: 101,
          reason: `teardown() took longer than ${teardownTimeoutMs}ms (teardownTimeout)`,
        };
      } else if (ending.kind === 'threw' && !(ending.thrown instanceof TestAborted)) {
        this.#threw('teardown()', ending.thrown);
      }
      this.#summarise();
    });
  }

  #summarise(): void {
    this.#stage = 'summary';
    if (!this.#has.has('handleSummary') || Number.isNaN(this.#startedAt)) {
      this.#finish();
      return;
    }
    const state = {
      isStdOutTTY: this.#setup.isStdOutTTY ?? false,
      isStdErrTTY: this.#setup.isStdErrTTY ?? false,
      testRunDurationMs: this.#elapsedMs(),
    };
    const { metrics, thresholds } = this.soFar();
    const data = summaryData(this.#options, metrics, thresholds, this.#setup.rootGroup(), state, this.#setupJson);
    this.#callScript('handleSummary', data, this.#options.handleSummaryTimeoutMs, ending => {
      if (ending.kind === 'returned') {
        const { texts, problems } = destinations(ending.value);
        this.#summary = texts;
        for (const problem of problems) this.#setup.log('error', problem);
      } else if (ending.kind === 'threw') {
        this.#setup.log('error', `handleSummary() failed: ${exceptionText(ending.thrown, this.script)}`);
      } else this.#setup.log('error', `handleSummary() took longer than ${this.#options.handleSummaryTimeoutMs}ms`);
      this.#finish();
    });
  }

  #finish(): void {
    this.#stage = 'finished';
    const scenarios: Record<string, Accounts> = {};
    for (const run of this.runs) {
      run.accounts.assertBalanced();
      scenarios[run.name] = run.accounts;
    }
    this.#setup.finished({
      startedAt: this.#startedAt,
      ...this.soFar(),
      scenarios,
      exceptions: this.#exceptions.kinds,
      refusals: this.#refusals,
      summary: this.#summary,
      exit: this.#execution.exit ?? this.#execution.failed,
    });
  }

  get #startedAt(): number {
    return this.#phase?.startedAt ?? Number.NaN;
  }

  /** Of the load, ms. */
  #elapsedMs(): number {
    const phase = this.#phase;
    if (phase === null || Number.isNaN(phase.startedAt)) return 0;
    return (Number.isNaN(phase.endedAt) ? this.clock.now() : phase.endedAt) - phase.startedAt;
  }

  #refused(thrown: unknown): void {
    if (!(thrown instanceof RefusedCall) || this.#refusals.length >= MOST_REFUSALS) return;
    const [place = null] = this.script.stack(thrown);
    const { message } = thrown;
    const isKnown = this.#refusals.some(
      known => known.message === message && known.place?.line === place?.line && known.place?.column === place?.column,
    );
    if (!isKnown) this.#refusals.push({ message, place });
  }

  #threw(what: string, thrown: unknown): void {
    this.#refused(thrown);
    const text = exceptionText(thrown, this.script);
    this.#setup.log('error', `${what} failed: ${text}`);
    this.#execution.exit ??= { code: 107, reason: `${what} failed: ${text.split('\n', 1)[0]}` };
  }
}
