import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';
import { holds, type ThresholdExpression } from './threshold-expression.ts';

/** One expression that a script demands of a metric or submetric. */
export interface Threshold {
  /** As it was written: `http_req_duration{scenario:peak}`. */
  readonly metric: string;
  /** As it was written: `p(95)<500`. */
  readonly source: string;
  readonly expression: ThresholdExpression;
  /** Ends the drill as soon as it does not hold, `delayAbortEvalMs` after the start at the earliest. */
  readonly abortOnFail: boolean;
  readonly delayAbortEvalMs: number;
}

/** What became of a threshold, as the record has it. */
export const judgedThresholdSchema = z.strictObject({
  metric: z.string(),
  expression: z.string(),
  value: z.number().nullable().describe('Null: the metric has no samples.'),
  ok: z.boolean(),
});

export type JudgedThreshold = Fact<typeof judgedThresholdSchema>;

/** The same with its status. `no-data`: the metric has no samples, which is no pass (k6 passes it). */
export interface ThresholdResult extends JudgedThreshold {
  readonly status: 'ok' | 'broken' | 'no-data';
  /** The generator's own lag is in its value: it is a time. */
  readonly feelsLag?: boolean;
}

/**
 * Judges one threshold.
 * @param value its aggregation of the metric, NaN without samples
 * @param feelsLag whether the metric is a time
 */
export function judge(threshold: Threshold, value: number, feelsLag: boolean): ThresholdResult {
  const { metric, source: expression } = threshold;
  if (Number.isNaN(value)) return { metric, expression, value: null, ok: false, status: 'no-data', feelsLag };
  const ok = holds(threshold.expression, value);
  return { metric, expression, value, ok, status: ok ? 'ok' : 'broken', feelsLag };
}
