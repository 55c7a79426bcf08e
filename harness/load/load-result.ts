import type { MetricValues } from '../measure/metric-registry.ts';
import type { ScriptPlace } from '../script/compile/compiled-script.ts';
import type { Ending } from '../verdict/ending.ts';
import type { ThresholdResult } from '../verdict/thresholds.ts';
import type { Accounts } from './accounts.ts';
import type { GeneratorHealth } from './generator-health.ts';

/** A call of the script that was refused when it was made. */
export interface Refusal {
  readonly message: string;
  /** Null: not in a file of the user's. */
  readonly place: ScriptPlace | null;
}

/** What a drill's script has come to. */
export interface LoadResult {
  /** t = 0: the start of the scenarios, ms on the Clock. NaN if it never came to that. */
  readonly startedAt: number;
  /** From t = 0 to the end of the last scenario, ms. */
  readonly durationMs: number;
  readonly generator: GeneratorHealth;
  /** The same accounts by scenario. */
  readonly scenarios: Readonly<Record<string, Accounts>>;
  readonly thresholds: readonly ThresholdResult[];
  readonly metrics: Readonly<Record<string, MetricValues>>;
  /** Exceptions of iterations by kind, the most frequent first. */
  readonly exceptions: readonly { readonly text: string; readonly count: number }[];
  /** Calls that cannot be carried out here, and where in the script they are. */
  readonly refusals: readonly Refusal[];
  /** What `handleSummary` returned: texts by destination (`stdout`, `stderr` or a path). Null if there is none, or it failed. */
  readonly summary: Readonly<Record<string, string | Uint8Array>> | null;
  /** Null: it ended by itself. */
  readonly exit: Ending | null;
}
