import { type Clock, type Timer, timer } from '../../mock-service/time/clock.ts';
import { VirtualClock } from '../../mock-service/time/virtual-clock.ts';
import { MetricRegistry } from '../measure/metric-registry.ts';
import type { RequestLog } from '../measure/request-log.ts';
import type { CompiledScript } from '../script/compile/compiled-script.ts';
import type { BlockingCall } from '../script/runtime/blocking-call.ts';
import { Drains } from '../script/runtime/job-queue.ts';
import type { ScriptRuntime, VuContext } from '../script/runtime/script-runtime.ts';
import type { Steps } from '../script/runtime/steps.ts';
import { type ScriptFunction, TWIN } from '../script/runtime/twin.ts';
import type { Transport } from '../transport/exchange.ts';
import { Execution } from './execution.ts';
import { LoadEngine } from './load-engine.ts';
import type { LoadResult } from './load-result.ts';
import type { LoadSetup } from './load-setup.ts';

/** For tests of the load engine: a drill on the virtual clock whose script is made of plain functions and generators. */
export class TestLoad {
  /** The virtual clock, if the drill runs on it. */
  readonly clock = new VirtualClock();
  readonly metrics = new MetricRegistry();
  readonly execution: Execution;
  readonly logged: string[] = [];
  readonly engine: LoadEngine;
  readonly runtime: ScriptRuntime;
  result: LoadResult | null = null;

  /**
   * @param init the script's init code: gives what it exports.
   * @param clock another clock than the virtual one; `run` and `at` are of no use then.
   */
  constructor(
    init: (drill: TestLoad, vu: VuContext) => Record<string, unknown>,
    setup: Partial<LoadSetup> = {},
    clock?: Clock,
  ) {
    const runsOn = clock ?? this.clock;
    this.execution = new Execution(runsOn);
    this.runtime = {
      clock: runsOn,
      transport: undefined as unknown as Transport,
      metrics: this.metrics,
      requests: undefined as unknown as RequestLog,
      seed: 1,
      env: {},
      current: undefined as unknown as VuContext,
    };
    const script: CompiledScript = {
      path: 'script-under-test.ts',
      url: 'script-under-test.ts',
      code: '',
      evaluate: () => null,
      map: '',
      fingerprint: '0'.repeat(16),
      imports: [],
      usesPromises: false,
      exports: [],
      shape: { globals: [], ownGlobals: [], modules: [], exports: [], nameless: null },
      locate: () => null,
      absoluteUrls: [],
      optionPlace: () => null,
      stack: () => [],
    };
    this.engine = new LoadEngine({
      runtime: this.runtime,
      metrics: this.metrics,
      script,
      drains: new Drains(),
      execution: this.execution,
      instantiate: () => ({ exports: init(this, this.runtime.current), enter() {} }),
      virtual: true,
      spacing: 'even',
      rootGroup: () => ({ name: '' }),
      log: (level, text) => this.logged.push(`${level}: ${text}`),
      finished: result => {
        this.result = result;
      },
      ...setup,
    });
  }

  /** Prepares and runs the drill to its end. @throws Error listing the problems of its options. */
  run(): LoadResult {
    const { problems } = this.engine.prepare();
    if (problems.length > 0) throw new Error(problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
    this.engine.start();
    this.clock.run(Number.POSITIVE_INFINITY, 1_000_000);
    if (this.result === null) throw new Error('the drill has not ended');
    return this.result;
  }

  /** Does something at a moment of the drill. */
  at(ms: number, act: () => void): void {
    this.clock.schedule(timer(act), ms);
  }

  sleep(ms: number): BlockingCall {
    return new Sleep(this.runtime.clock, ms);
  }
}

class Sleep implements BlockingCall {
  #timer: Timer | null = null;
  #clock: Clock;
  #ms: number;

  constructor(clock: Clock, ms: number) {
    this.#clock = clock;
    this.#ms = ms;
  }

  begin(vu: { resume(value: unknown): void }): void {
    this.#timer = timer(() => vu.resume(undefined));
    this.#clock.schedule(this.#timer, this.#clock.now() + this.#ms);
  }

  cancel(): void {
    if (this.#timer !== null) this.#clock.cancel(this.#timer);
  }
}

/** A script function that blocks: each `yield` waits. */
// biome-ignore lint/suspicious/noExplicitAny: as script functions
export function blocking(twin: (...args: any[]) => Generator<BlockingCall, unknown, unknown>): ScriptFunction {
  const plain: ScriptFunction = () => {
    throw new Error('the plain form was called');
  };
  plain[TWIN] = twin as (...args: unknown[]) => Steps;
  return plain;
}

/** A drill whose iterations note when they start, then take `ms`. */
export function noting(options: unknown, ms: number, more: Record<string, unknown> = {}) {
  const starts: number[] = [];
  const drill = new TestLoad(() => ({
    options,
    default: blocking(function* () {
      starts.push(drill.clock.now());
      if (ms > 0) yield drill.sleep(ms);
    }),
    ...more,
  }));
  return { drill, starts };
}

/** Options with one constant-arrival-rate scenario, `peak`. */
export const rate = (more: object) => ({ scenarios: { peak: { executor: 'constant-arrival-rate', ...more } } });
