import { mean } from '../measure/column.ts';
import { type Shift, shift } from './mann-whitney.ts';

/** How a metric of the candidate lies to the baseline's. */
type Classification = 'high' | 'low' | 'same' | 'no-data';

export interface KayentaOptions {
  /** Share of the shift that the interval's nearer end must exceed. */
  readonly tolerance: number;
  /** Confidence of the interval, 0–1. */
  readonly confidence: number;
  /** Ratio of means from which a shift up matters, ≥ 1, and below which a shift down does, ≤ 1. */
  readonly allowedIncrease: number;
  readonly allowedDecrease: number;
}

const DEFAULTS: KayentaOptions = {
  tolerance: 0.25,
  confidence: 0.98,
  allowedIncrease: 1,
  allowedDecrease: 1,
};

export interface KayentaResult {
  readonly classification: Classification;
  /** Null without data. */
  readonly shift: Shift | null;
}

/**
 * Kayenta's rule for one metric (Netflix and Google's canary judge): *high* if the interval of the Hodges–Lehmann shift lies wholly
 * above tolerance · |shift| and the ratio of means exceeds the allowed increase; *low* likewise. With confidence .98 it takes
 * five windows an arm.
 */
export function classify(
  experiment: readonly number[],
  control: readonly number[],
  options: Partial<KayentaOptions> = {},
): KayentaResult {
  const { tolerance, confidence, allowedIncrease, allowedDecrease } = { ...DEFAULTS, ...options };
  if (experiment.length === 0 || control.length === 0) return { classification: 'no-data', shift: null };
  const found = shift(experiment, control, confidence);
  if (!Number.isFinite(found.low)) return { classification: 'no-data', shift: null };
  const bound = tolerance * Math.abs(found.estimate);
  const [mine, theirs] = [mean(experiment) as number, mean(control) as number];
  // Products instead of a quotient: a control of zero has no ratio, but any increase of it is one.
  if (found.low > bound && mine > allowedIncrease * theirs) return { classification: 'high', shift: found };
  if (found.high < -bound && mine < allowedDecrease * theirs) return { classification: 'low', shift: found };
  return { classification: 'same', shift: found };
}
