import { meanWithError } from '../../harness/verdict/statistics.ts';
import type { Quantity, Rule } from './validation-case.ts';

/** Standard errors that a right model may be off by: by chance once in ten thousand figures of 30 seeds. */
export const MOST_STANDARD_ERRORS = 4.5;
/** The largest standard error, as a share of the value: a larger one would hide a fault of 5 %. */
export const LARGEST_STANDARD_ERROR = 0.01;

/** A figure held against its closed form. */
export interface Finding {
  readonly quantity: string;
  readonly closedForm: number;
  readonly measured: number;
  /** Where the closed form must lie. */
  readonly interval: readonly [number, number];
  readonly within: boolean;
  /** Why it is not; null if it is. */
  readonly fault: string | null;
}

/**
 * Judges what the seeds of a case measured.
 * @param precise whether the standard error itself must be small; the short suite cannot ask for that
 */
export function judge(
  quantity: Pick<Quantity, 'name' | 'closedForm' | 'rule'>,
  values: readonly number[],
  precise: boolean,
): Finding {
  const { name, rule } = quantity;
  const closedForm = quantity.closedForm();
  const { mean, standardError } = meanWithError(values);
  const finding = (interval: readonly [number, number], fault: string | null): Finding => ({
    quantity: name,
    closedForm,
    measured: mean,
    interval,
    within: fault === null,
    fault,
  });
  const missing = values.filter(value => !Number.isFinite(value)).length;
  if (missing > 0) return finding([Number.NaN, Number.NaN], `${missing} of ${values.length} drills gave no figure`);
  const half = halfWidth(rule, standardError);
  const interval = [mean - half, mean + half] as const;
  if (rule === 'replications' && precise && standardError > LARGEST_STANDARD_ERROR * Math.abs(closedForm)) {
    return finding(
      interval,
      `the standard error is ${share(standardError / closedForm)}, over 1 %: more load is needed`,
    );
  }
  if (typeof rule === 'object' && 'eachWithin' in rule) {
    const furthest = values.reduce((far, value) => (distance(value) > distance(far) ? value : far));
    return finding(interval, distance(furthest) <= half ? null : `a seed gave ${furthest}`);
  }
  return finding(interval, distance(mean) <= half ? null : `off by ${share((mean - closedForm) / closedForm)}`);

  function distance(value: number): number {
    return Math.abs(value - closedForm);
  }
}

function halfWidth(rule: Rule, standardError: number): number {
  if (rule === 'replications') return MOST_STANDARD_ERRORS * standardError;
  return 'within' in rule ? rule.within : rule.eachWithin;
}

function share(value: number): string {
  return `${(100 * value).toFixed(2)} %`;
}
