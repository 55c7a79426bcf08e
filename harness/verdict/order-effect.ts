/** What the order of the drills did in a comparison on a system that exists: whatever else changes there with time falls to the later one. */
import { z } from 'zod';
import { mean } from '../measure/column.ts';
import type { Fact } from '../measure/fact.ts';
import type { RunPair } from './compared-run.ts';
import type { SeedFigures } from './paired-change.ts';

export const orderSchema = z
  .strictObject({
    baselineFirst: z.int().describe('Pairs in which the baseline was drilled first.'),
    candidateFirst: z.int(),
    effects: z
      .array(
        z.strictObject({
          metric: z.string(),
          change: z
            .number()
            .nullable()
            .describe('The later drill − the earlier one, settings apart; null: all pairs had one order, or no data.'),
        }),
      )
      .describe('The mean of both orders.'),
  })
  .describe('Of drills of a system that exists: A B B A, and what the order did.');

export type OrderEffect = Fact<typeof orderSchema>;

/** Whether the baseline was drilled first. */
function baselineFirst({ baseline, candidate }: RunPair): boolean {
  return (baseline.startedAt ?? '') <= (candidate.startedAt ?? '');
}

/**
 * In pairs A B the change is the candidate's plus the order's, in pairs B A the candidate's less the order's: half the difference of their
 * means is the order's.
 * @param figures of each metric, pair by pair
 * @returns undefined for modelled sites, which are made anew for each drill
 */
export function orderEffect(
  pairs: readonly RunPair[],
  figures: readonly { readonly metric: string; readonly of: readonly (SeedFigures | null)[] }[],
): OrderEffect | undefined {
  if (pairs[0]?.baseline.target === undefined) return undefined;
  const first = pairs.map(baselineFirst);
  const count = first.filter(each => each).length;
  return {
    ...{ baselineFirst: count, candidateFirst: pairs.length - count },
    effects: figures.map(({ metric, of }) => {
      const changes = (was: boolean): number[] =>
        of.flatMap((each, i) => (each === null || first[i] !== was ? [] : [each.candidate - each.baseline]));
      const [ab, ba] = [mean(changes(true)), mean(changes(false))];
      return { metric, change: ab === null || ba === null ? null : (ab - ba) / 2 };
    }),
  };
}
