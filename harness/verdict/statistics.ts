import { linearQuantile } from '../../mock-service/time/quantile.ts';
import { mean } from '../measure/column.ts';

/** Statistics of a sample; those of a column, in which numbers may be missing, are in `measure/column.ts`. */

/** The quantile of type 7 (`linearQuantile`). @param sorted at least one number */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  return linearQuantile(sorted.length, share, n => sorted[n] as number);
}

/** The mean of the two middle ones where there are two. @param values at least one number, in any order */
export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

/** The mean and its standard error; NaN for one number, which says nothing of another. @param values at least one number */
export function meanWithError(values: readonly number[]): { readonly mean: number; readonly standardError: number } {
  const middle = mean(values) as number;
  let squares = 0;
  for (const value of values) squares += (value - middle) * (value - middle);
  return { mean: middle, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}
