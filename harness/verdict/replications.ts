import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';

/**
 * A figure over several seeds. Seeds are independent and their means near normal, so the interval is Student's: mean ± t·s/√n
 * (W. S. Gosset, Biometrika 6, 1908).
 */

import { known } from '../measure/column.ts';
import { meanWithError } from './statistics.ts';
import { studentQuantile } from './student.ts';

/** A figure over the seeds that have it. */
export const replicatedFigureSchema = z.strictObject({
  mean: z.number(),
  interval: z
    .tuple([z.number(), z.number()])
    .nullable()
    .describe('95 % interval of the mean; null for one seed, which says nothing of another.'),
  min: z.number(),
  max: z.number(),
  seeds: z.int().describe('Seeds that have the figure: a drill without timeouts has no onset.'),
});

type ReplicatedFigure = Fact<typeof replicatedFigureSchema>;

/** A figure of each seed; null where a seed has none. @returns null if none has it */
export function replicated(values: readonly (number | null)[]): ReplicatedFigure | null {
  const figures = known(values);
  const seeds = figures.length;
  if (seeds === 0) return null;
  const { mean, standardError } = meanWithError(figures);
  const extremes = { min: Math.min(...figures), max: Math.max(...figures) };
  if (seeds === 1) return { mean, interval: null, ...extremes, seeds };
  const half = studentQuantile(0.05, seeds - 1) * standardError;
  return { mean, interval: [mean - half, mean + half], ...extremes, seeds };
}
