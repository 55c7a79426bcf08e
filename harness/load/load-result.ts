import type { MetricValues } from '../measure/metric-registry.ts';
import type { ThresholdResult } from '../verdict/thresholds.ts';
import type { Accounts } from './accounts.ts';
import type { GeneratorHealth } from './generator-health.ts';

/** Why a drill ends with another exit code than its verdict's: k6's codes (k6-contract §5); 90: the harness itself has failed. */
export interface ExitHint {
  readonly code: 90 | 99 | 100 | 101 | 105 | 107 | 108 | 110;
  /** A sentence. */
  readonly reason: string;
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
  /** What `handleSummary` returned: texts by destination (`stdout`, `stderr` or a path). Null if there is none, or it failed. */
  readonly summary: Readonly<Record<string, string | Uint8Array>> | null;
  /** Null: the verdict decides. */
  readonly exit: ExitHint | null;
}
