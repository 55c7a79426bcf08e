import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';
import type { RunPair } from './compared-run.ts';
import { failingSeeds } from './failing-seeds.ts';
import { changeText, count } from './figures.ts';
import { metricDifferences } from './metric-difference.ts';
import { metricTitle } from './metric-title.ts';
import { givenSeeds } from './sampling.ts';

/** Seeds of each variation: what it asks is whether the same seeds say something else. */
export const SENSITIVITY_SEEDS = 4;

/** Which way some seeds lean, without asking how sure they are. */
const leaningSchema = z.enum(['good', 'bad', 'both fail']);

/** What a verdict depends on, of the figures that somebody has measured. */
export const sensitivitySchema = z.strictObject({
  seeds: z.int().describe('Of each variation: the first of the comparison.'),
  leaning: leaningSchema.describe(
    'What those seeds say as they are: bad, if some fail with the candidate alone or a mean is worse by more than its tolerance.',
  ),
  variations: z.array(
    z.strictObject({
      what: z.string().describe('What was another: a miss costs 10 % more.'),
      leaning: leaningSchema,
      why: z.string(),
    }),
  ),
});

export type Sensitivity = Fact<typeof sensitivitySchema>;

/** A variation's pairs of drills, with the seeds of the others. */
export interface VariedPairs {
  readonly what: string;
  readonly pairs: readonly RunPair[];
}

/** @param nominal the same seeds as they are */
export function sensitivityOf(nominal: readonly RunPair[], varied: readonly VariedPairs[]): Sensitivity {
  return {
    seeds: nominal.length,
    leaning: leaningOf(nominal).leaning,
    variations: varied.map(({ what, pairs }) => ({ what, ...leaningOf(pairs) })),
  };
}

/** `Safe, but not if a miss costs 10 % more: …`; or that nothing turns it. @param verdict of the comparison */
export function sensitivitySentences({ seeds, leaning, variations }: Sensitivity, verdict: string): string[] {
  const turning = variations.filter(each => each.leaning !== leaning);
  if (turning.length === 0) {
    return [
      `No cost, directory latency, number of users or peak a tenth higher or lower turns that (${count(seeds)} seeds each).`,
    ];
  }
  const word = `${verdict[0]?.toUpperCase()}${verdict.slice(1)}`;
  return turning.map(({ what, why }) => `${word}, but not if ${what}: ${why} (${count(seeds)} seeds).`);
}

function leaningOf(pairs: readonly RunPair[]): Pick<Sensitivity['variations'][number], 'leaning' | 'why'> {
  const { seeds, candidate, onlyCandidate } = failingSeeds(pairs);
  const fails = `${count(candidate)} of ${count(seeds)} seeds fail`;
  if (onlyCandidate > 0) return { leaning: 'bad', why: `${fails}, ${count(onlyCandidate)} of them with it alone` };
  if (candidate > 0) return { leaning: 'both fail', why: `${fails} with either` };
  const worse = metricDifferences(pairs, givenSeeds(seeds)).find(
    ({ finding }) => finding.kind === 'worse' || (finding.kind === 'open' && finding.beyond),
  );
  if (worse === undefined)
    return { leaning: 'good', why: 'no seed fails and nothing gets worse by more than is let pass' };
  const { metric, change } = worse.difference;
  return { leaning: 'bad', why: `${metricTitle(metric)} changes by ${changeText(metric, change as number)}` };
}
