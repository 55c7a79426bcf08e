import type { ComparedRun, RunPair } from '../../harness/verdict/compared-run.ts';
import { type Comparison, compareRuns, seedsWanted } from '../../harness/verdict/comparison.ts';
import { CHOSEN_SEEDS, FIRST_SEEDS, MOST_SEEDS } from '../../harness/verdict/sampling.ts';
import type { RandomStream } from '../../mock-service/time/random.ts';

/** A comparison as `headroom compare --virtual` makes it, and how many seeds it took. */
export interface Gated extends Comparison {
  readonly seeds: number;
}

/** Compares as many of the pairs as it takes. @param pairs `MOST_SEEDS` of them */
export function gated(pairs: readonly RunPair[]): Gated {
  const seeds = seedsWanted(pairs.slice(0, FIRST_SEEDS));
  return { ...compareRuns(pairs.slice(0, seeds), CHOSEN_SEEDS), seeds };
}

/** Pairs of two arms, by their place. */
export function paired(baseline: readonly ComparedRun[], candidate: readonly ComparedRun[]): RunPair[] {
  return baseline.map((run, i) => ({ baseline: run, candidate: candidate[i] as ComparedRun }));
}

/**
 * As many as a comparison may take, drawn without putting back. Of a population of a thousand two draws of 40 have one or two in common, of 8
 * none: comparisons of such draws hardly depend on each other, where as many with seeds of their own would take days.
 */
export function drawn<Item>(all: readonly Item[], random: RandomStream, count = MOST_SEEDS): Item[] {
  const rest = [...all];
  return Array.from({ length: Math.min(count, rest.length) }, () => {
    const [item] = rest.splice(Math.floor(random.next() * rest.length), 1);
    return item as Item;
  });
}

export function shareText(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}

/** How many of the comparisons came to each verdict, and how many seeds they took. */
export function verdictsText(results: readonly Gated[]): string {
  const of = (verdict: Gated['verdict']): string =>
    shareText(results.filter(each => each.verdict === verdict).length, results.length);
  const seeds = results.map(each => each.seeds);
  const mean = seeds.reduce((sum, each) => sum + each, 0) / seeds.length;
  return `worse ${of('worse')}, safe ${of('safe')}, inconclusive ${of('inconclusive')}; ${mean.toFixed(1)} seeds, ${Math.max(...seeds)} at most`;
}
