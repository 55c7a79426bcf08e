import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';

/**
 * How many seeds there are, and what an interval must allow for on that account.
 *
 * A comparison that may choose its number looks twice: at `FIRST_SEEDS`, and once more at as many as the spread of those asks for, up to
 * `MOST_SEEDS` (two stages, as of C. Stein, Annals of Mathematical Statistics 16, 1945, but with the spread of all seeds in the end: that of
 * the first few is blind to what happens in one morning of twenty). The first look is the last only where the spread alone says so, or what
 * it shows is plain at 1 % (J. Haybittle, British Journal of Radiology 44, 1971; R. Peto et al., British Journal of Cancer 34, 1976): that leaves 4 of
 * the 5 % for what is printed, whichever look was the last. `paired-change.test.ts` has what that comes to.
 */
export const samplingSchema = z.strictObject({
  looks: z.union([z.literal(1), z.literal(2)]).describe('1: the number of seeds was given; 2: it was chosen.'),
  first: z.int().describe('Seeds of the first look.'),
});

export type Sampling = Fact<typeof samplingSchema>;

/** What an interval may miss and a star may be chance, over all looks. */
export const MISSES = 0.05;
/** Of that, what may make the first of two looks the last. */
export const EARLY = 0.01;
/** Enough for the spread, and for a fault that strikes every second seed to show. */
export const FIRST_SEEDS = 8;
export const MOST_SEEDS = 40;

/** A number of seeds that somebody has given. */
export function givenSeeds(seeds: number): Sampling {
  return { looks: 1, first: seeds };
}

/** A number of seeds that the first look chooses. */
export const CHOSEN_SEEDS: Sampling = { looks: 2, first: FIRST_SEEDS };

/** What is printed may miss. */
export function missesOf({ looks }: Sampling): number {
  return looks === 1 ? MISSES : MISSES - EARLY;
}
