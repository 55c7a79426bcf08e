import { mean } from '../measure/column.ts';
import { EARLY, missesOf, type Sampling } from './sampling.ts';
import { meanWithError } from './statistics.ts';
import { studentQuantile, studentTail } from './student.ts';

/** Both arms' figure of one seed. */
export interface SeedFigures {
  readonly baseline: number;
  readonly candidate: number;
}

/** A figure in both arms over the seeds that have it in both. */
export interface PairedChange {
  readonly seeds: number;
  readonly baseline: number;
  readonly candidate: number;
  /** Mean of candidate − baseline, seed by seed. */
  readonly change: number;
  /** Of the interval of the mean change, to either side; null: one seed says nothing of another, nor do equal ones of how they vary. */
  readonly halfWidth: number | null;
  /** Of the interval that a first look must be sure by to be the last. */
  readonly plainHalfWidth: number | null;
  /** Whether it changed in at least half of the seeds: the mean of a few, and their spread, say little of the many. */
  readonly isUsual: boolean;
  /** How likely a change as large is by chance where there is none; 1 where that is not known. */
  readonly chance: number;
}

/**
 * The mean change over seeds. What both arms have in common (users, arrivals, service times of the same seed) is in both figures of a
 * seed and falls out of their difference.
 * @param seeds in the order in which they were run; null: one of the arms has no such figure
 * @returns null if no seed has it
 */
export function pairedChange(seeds: readonly (SeedFigures | null)[], sampling: Sampling): PairedChange | null {
  const known = seeds.filter(each => each !== null);
  if (known.length === 0) return null;
  const changes = known.map(changeOf);
  const change = mean(changes) as number;
  // Of numbers that are equal rounding alone differs.
  const rounding = ROUNDING * Math.max(...changes.map(Math.abs));
  const means = {
    isUsual: 2 * changes.filter(each => Math.abs(each) > rounding).length >= changes.length,
    seeds: known.length,
    baseline: mean(known.map(({ baseline }) => baseline)) as number,
    candidate: mean(known.map(({ candidate }) => candidate)) as number,
    change,
  };
  const { standardError } = changes.length < 2 ? { standardError: 0 } : meanWithError(changes);
  if (standardError <= rounding) {
    return { ...means, halfWidth: null, plainHalfWidth: null, chance: unanimity(changes) };
  }
  const degrees = changes.length - 1;
  return {
    ...means,
    halfWidth: studentQuantile(missesOf(sampling), degrees) * standardError,
    plainHalfWidth: studentQuantile(EARLY, degrees) * standardError,
    chance: studentTail(change / standardError, degrees),
  };
}

const ROUNDING = 1e-12;

/** Changes that do not vary have no spread to be held against, but all of them one sign: as coins would have once in 2^(n−1). */
function unanimity(changes: readonly number[]): number {
  const sameSign = changes.every(each => each > 0) || changes.every(each => each < 0);
  return sameSign ? Math.min(1, 2 ** (1 - changes.length)) : 1;
}

function changeOf({ baseline, candidate }: SeedFigures): number {
  return candidate - baseline;
}

/** How many seeds would bring a half width down to `wanted`. */
export function seedsFor({ halfWidth, seeds }: Pick<PairedChange, 'halfWidth' | 'seeds'>, wanted: number): number {
  return Math.ceil(seeds * ((halfWidth ?? 0) / wanted) ** 2);
}
