import type { MetricValues } from '../measure/metric-registry.ts';
import type { ThresholdResult } from '../verdict/thresholds.ts';
import type { Accounts } from './accounts.ts';

/** Why a drill ends with another exit code than its verdict's: k6's codes (k6-contract §5). */
export interface ExitHint {
  readonly code: 99 | 100 | 101 | 105 | 107 | 108 | 110;
  /** A sentence. */
  readonly reason: string;
}

/** How well the generator did what it was to do; the record's `generator`, but for `queued`, which the transport knows. */
export interface GeneratorHealth {
  readonly dueIterations: number;
  readonly startedIterations: number;
  readonly droppedIterations: number;
  readonly completedIterations: number;
  readonly failedIterations: number;
  /** Those of `failedIterations` in which a request had failed before. */
  readonly failedAfterRequest: number;
  readonly interruptedIterations: number;
  /** How late iterations started; null when none did. */
  readonly lagMs: { readonly p50: number; readonly p99: number; readonly max: number } | null;
  /** The most VUs that ran iterations at the end of a second. */
  readonly peakVus: number;
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
