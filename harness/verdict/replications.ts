import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';

/**
 * A figure over several seeds. Seeds are independent and their means near normal, so the interval is Student's: mean ± t·s/√n
 * (W. S. Gosset, Biometrika 6, 1908).
 */

import { known } from '../measure/column.ts';
import { meanWithError } from './statistics.ts';

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

/** Two-sided 95 % points of Student's t for 1, 2, 3 … degrees of freedom. */
const T95 = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604, 2.1448, 2.1314,
  2.1199, 2.1098, 2.1009, 2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
];
const NORMAL95 = 1.959964;

/** The t that the table has, or for more degrees the first two terms of its expansion about the normal's. */
export function student95(degrees: number): number {
  const tabled = T95[degrees - 1];
  if (tabled !== undefined) return tabled;
  const z = NORMAL95;
  return (
    z + (z * z * z + z) / (4 * degrees) + (5 * z * z * z * z * z + 16 * z * z * z + 3 * z) / (96 * degrees * degrees)
  );
}

/** A figure of each seed; null where a seed has none. @returns null if none has it */
export function replicated(values: readonly (number | null)[]): ReplicatedFigure | null {
  const figures = known(values);
  const seeds = figures.length;
  if (seeds === 0) return null;
  const { mean, standardError } = meanWithError(figures);
  const extremes = { min: Math.min(...figures), max: Math.max(...figures) };
  if (seeds === 1) return { mean, interval: null, ...extremes, seeds };
  const half = student95(seeds - 1) * standardError;
  return { mean, interval: [mean - half, mean + half], ...extremes, seeds };
}
