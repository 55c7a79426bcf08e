import type { MetricRegistry } from '../measure/metric-registry.ts';
import type { CompiledScript } from '../script/compile/compiled-script.ts';
import type { Drains } from '../script/runtime/job-queue.ts';
import type { ScriptModule } from '../script/runtime/script-module.ts';
import type { ScriptRuntime, VuContext } from '../script/runtime/script-runtime.ts';
import type { Spacing } from './arrivals.ts';
import type { Execution } from './execution.ts';
import type { OptionProblem } from './fields.ts';
import type { LoadEngine } from './load-engine.ts';
import type { LoadOverrides } from './load-overrides.ts';
import type { LoadResult } from './load-result.ts';
import type { DrillOptions } from './options.ts';
import type { Vu } from './vu.ts';

/** What a drill gives its load engine. */
export interface LoadSetup {
  readonly runtime: ScriptRuntime;
  readonly metrics: MetricRegistry;
  readonly script: CompiledScript;
  readonly drains: Drains;
  readonly execution: Execution;
  /** Runs the script's init code for a VU. @throws whatever that throws */
  instantiate(vu: VuContext): ScriptModule;
  /** Whether the Clock is virtual: VUs are then made when they are needed, and iterations that take no time are given some. */
  readonly virtual: boolean;
  readonly spacing: Spacing;
  /** Options that win over the script's. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** Another load than the script's. */
  readonly load?: LoadOverrides;
  /** Changes what the script asks for, once it has been read and found right. */
  reshape?(options: DrillOptions): { options: DrillOptions; problems: readonly OptionProblem[] };
  /** What checks and groups have counted, in handleSummary's shape. */
  rootGroup(): unknown;
  readonly isStdOutTTY?: boolean;
  readonly isStdErrTTY?: boolean;
  log(level: 'warning' | 'error', text: string): void;
  /** Live: gets VUs ready (connections) after they are made and before t = 0. Without it VUs are made as they are needed. */
  warm?(vus: readonly Vu[], done: () => void): void;
  /** A second of the load has passed: for series and live views. */
  tick?(second: number, engine: LoadEngine): void;
  /** t = 0. */
  started?(now: number): void;
  /** An iteration due by `now` was dropped. */
  dropped?(now: number): void;
  /** The load is over; the script's teardown and its summary follow: they may take their time. */
  loadEnded?(): void;
  finished(result: LoadResult): void;
}
