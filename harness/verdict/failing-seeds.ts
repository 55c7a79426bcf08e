import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';
import { mcNemar, mostLikely } from './binomial.ts';
import type { ComparedRun, RunPair } from './compared-run.ts';
import { count, share } from './figures.ts';
import type { Sampling } from './sampling.ts';

/** In how many seeds the arms of a comparison fail their objectives. */
export const failingSeedsSchema = z.strictObject({
  seeds: z.int(),
  baseline: z.int().describe('In which the baseline fails.'),
  candidate: z.int(),
  onlyBaseline: z.int().describe('In which the baseline fails and the candidate passes.'),
  onlyCandidate: z.int(),
  chance: z.number().describe('How likely a split as uneven of these two is by chance (McNemar, exact).'),
  candidateAtMost: z
    .number()
    .describe('Share of all seeds in which the candidate fails at most (Clopper–Pearson, one-sided 95 %).'),
});

export type FailingSeeds = Fact<typeof failingSeedsSchema>;

/** What a statement about failing seeds may miss, over all looks: it stops a deployment by itself. */
const MISSES = 0.01;
const CONFIDENCE = 0.95;

export function failingSeeds(pairs: readonly RunPair[]): FailingSeeds {
  const fails = ({ verdict }: ComparedRun): boolean => verdict === 'fail';
  const passes = ({ verdict }: ComparedRun): boolean => verdict === 'pass';
  const of = (counts: (pair: RunPair) => boolean): number => pairs.filter(counts).length;
  const seeds = pairs.length;
  const candidate = of(pair => fails(pair.candidate));
  const onlyBaseline = of(pair => fails(pair.baseline) && passes(pair.candidate));
  const onlyCandidate = of(pair => fails(pair.candidate) && passes(pair.baseline));
  return {
    ...{ seeds, baseline: of(pair => fails(pair.baseline)), candidate, onlyBaseline, onlyCandidate },
    chance: mcNemar(onlyBaseline, onlyCandidate),
    candidateAtMost: mostLikely(candidate, seeds, CONFIDENCE),
  };
}

/** Whether the candidate fails in more seeds than chance explains, or in every one where the baseline passes. */
export function failsMore({ seeds, onlyBaseline, onlyCandidate, chance }: FailingSeeds, { looks }: Sampling): boolean {
  return onlyCandidate === seeds || (onlyCandidate > onlyBaseline && chance <= MISSES / looks);
}

/** `0 of 12 seeds fail: at most 22% of all would (95%).` */
export function failingText({ seeds, candidate, candidateAtMost }: FailingSeeds): string {
  const those = `${count(candidate)} of ${count(seeds)} seeds ${candidate === 1 ? 'fails' : 'fail'}`;
  return candidate === seeds ? `${those}.` : `${those}: at most ${share(candidateAtMost)} of all would (95%).`;
}
