import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';
import type { CompareVerdict } from './compare-verdict.ts';
import type { ComparedRun, RunPair } from './compared-run.ts';
import { failingSeeds } from './failing-seeds.ts';
import { changeText, count } from './figures.ts';
import { metricDifferences } from './metric-difference.ts';
import { metricTitle } from './metric-title.ts';
import { leastRoom } from './objectives/judged-objective.ts';
import { givenSeeds } from './sampling.ts';

/** Of each variation at most: what it asks is whether the same seeds say something else, and those are taken first that are the nearest to it. */
export const SENSITIVITY_SEEDS = 3;

/** Which way some seeds lean, without asking how sure they are. */
const leaningSchema = z.enum(['good', 'bad', 'both fail']);

type Leaning = z.infer<typeof leaningSchema>;

/** What a verdict depends on, of the figures that somebody has measured. */
export const sensitivitySchema = z.strictObject({
  seeds: z.int().describe('Of each variation, at most: those that are the nearest to saying something else.'),
  leaning: leaningSchema.describe(
    'What all seeds say as they are: bad, if some fail with the candidate alone or a mean is worse by more than its tolerance.',
  ),
  variations: z.array(
    z.strictObject({
      what: z.string().describe('What was another: a miss costs 10 % more.'),
      leaning: leaningSchema,
      why: z.string(),
      seeds: z.int().optional().describe('How many it took; left out in records of before: as many as all.'),
    }),
  ),
});

export type Sensitivity = Fact<typeof sensitivitySchema>;

/** A variation's pairs of drills, with seeds of the others. */
export interface VariedPairs {
  readonly what: string;
  readonly pairs: readonly RunPair[];
}

/** What a comparison's seeds say as they are, and in which order they are asked what they say otherwise. */
export interface Nominal {
  readonly leaning: Leaning;
  /** The nearest to saying something else first, `SENSITIVITY_SEEDS` of them at most. */
  readonly seeds: readonly number[];
}

/** @param pairs all of the comparison's */
export function nominalOf(pairs: readonly RunPair[]): Nominal {
  const { leaning } = leaningOf(pairs);
  const worstFirst = [...pairs].sort((a, b) => byTrouble(a.candidate, b.candidate));
  const nearest = leaning === 'good' ? worstFirst : worstFirst.reverse();
  return { leaning, seeds: nearest.slice(0, SENSITIVITY_SEEDS).map(({ candidate }) => candidate.seed) };
}

/** The run in which more users fare badly first, then the one with less room to its objectives. */
function byTrouble(a: ComparedRun, b: ComparedRun): number {
  const room = (run: ComparedRun): number => leastRoom(run.objectives) ?? 1;
  return b.requests.errors - a.requests.errors || room(a) - room(b) || a.seed - b.seed;
}

/**
 * Whether more seeds of a variation could not change what it says: it says what is said without it, or the candidate fails in a seed, which is
 * enough not to be safe.
 * @param pairs those so far, in the order of `Nominal.seeds`
 */
export function isSettled({ leaning, seeds }: Nominal, pairs: readonly RunPair[]): boolean {
  if (pairs.length === 0) return false;
  const varied = leaningOf(pairs);
  const fails = pairs.some(({ candidate }) => candidate.verdict === 'fail');
  return pairs.length === seeds.length || varied.leaning === leaning || (leaning === 'good' && fails);
}

export function sensitivityOf({ leaning, seeds }: Nominal, varied: readonly VariedPairs[]): Sensitivity {
  return {
    seeds: seeds.length,
    leaning,
    variations: varied.map(({ what, pairs }) => ({ what, ...leaningOf(pairs), seeds: pairs.length })),
  };
}

/** `Safe, but not if a miss costs 10 % more (…), or …`; null: nothing turns it. @param verdict of the comparison */
export function turningSentence({ leaning, variations }: Sensitivity, verdict: CompareVerdict): string | null {
  const turning = variations.filter(each => each.leaning !== leaning);
  if (turning.length === 0) return null;
  const said = { safe: 'Safe', worse: 'Worse', inconclusive: 'Inconclusive' }[verdict];
  return `${said}, but not if ${turning.map(({ what, why }) => `${what} (${why})`).join(', or ')}.`;
}

/** That nothing turns it, and what it took to say so. */
export function steadySentence({ seeds, variations }: Sensitivity): string {
  return nothingTurns(variations.map(each => each.seeds ?? seeds));
}

/** @param taken seeds of each variation that was drilled */
export function nothingTurns(taken: readonly number[]): string {
  return `It stays so with each hit, miss and write cost, the directory’s latency, the users and the peak a tenth higher or lower (${seedsText(taken)}).`;
}

/** How many seeds some variations took: `1 to 3 seeds each, from the one nearest to another verdict`. */
export function seedsText(taken: readonly number[]): string {
  const [least, most] = [Math.min(...taken), Math.max(...taken)];
  const range = least === most ? count(least) : `${count(least)} to ${count(most)}`;
  return `${range} ${most === 1 ? 'seed' : 'seeds'} each, from the one nearest to another verdict`;
}

/** Which way pairs lean, and why, as a part of a sentence. */
function leaningOf(pairs: readonly RunPair[]): { readonly leaning: Leaning; readonly why: string } {
  const { seeds, candidate, onlyCandidate } = failingSeeds(pairs);
  const seen = `${count(seeds)} ${seeds === 1 ? 'seed' : 'seeds'}`;
  const fails = `${count(candidate)} of ${seen} ${candidate === 1 ? 'fails' : 'fail'}`;
  if (onlyCandidate > 0) {
    const alone = onlyCandidate === candidate ? ' with it alone' : `, ${count(onlyCandidate)} of them with it alone`;
    return { leaning: 'bad', why: `${fails}${alone}` };
  }
  if (candidate > 0) return { leaning: 'both fail', why: `${fails} with either` };
  const worse = metricDifferences(pairs, givenSeeds(seeds)).find(
    ({ finding }) => finding.kind === 'worse' || (finding.kind === 'open' && finding.beyond),
  );
  if (worse === undefined) {
    return { leaning: 'good', why: `none of ${seen} fails and nothing gets worse by more than is let pass` };
  }
  const { metric, change } = worse.difference;
  return { leaning: 'bad', why: `${metricTitle(metric)} ${changeText(metric, change as number)}, ${seen}` };
}
