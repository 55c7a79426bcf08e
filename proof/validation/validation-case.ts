import type { RunRecord } from '../../harness/record/run-record.ts';

/**
 * How a measured figure is held against its closed form (the head of the ground truth).
 * - replications: |mean − closed form| ≤ 4.5 standard errors, and the standard error ≤ 1 % of the value, so that a right model does
 *   not fail by chance and one that is broken by 5 % does.
 * - a tolerance: the mean, or of every seed, is within it. For closed forms that are approximations (caches), and for figures that
 *   chance has no part in.
 */
export type Rule = 'replications' | { readonly within: number } | { readonly eachWithin: number };

/** One figure of a case that theory knows. */
export interface Quantity {
  readonly name: string;
  /** What theory says; asked for only when the case is run, since some take a while to solve. */
  closedForm(): number;
  readonly rule: Rule;
  /** Reads it from the record of one drill: nothing else of the drill is looked at. */
  measure(record: RunRecord): number;
}

/** Drills that theory has an answer to: files that a person can read and run, and what must come out. */
export interface ValidationCase {
  /** The section of the ground truth: `queues`. */
  readonly section: string;
  /** `M/M/8 at ρ = .9` */
  readonly name: string;
  /** Paths from the repository's root. */
  readonly script: string;
  readonly topology: string;
  readonly cache: string;
  /** `--set`. */
  readonly set: readonly string[];
  readonly arrivals: 'poisson' | 'even';
  /** `-e`, in the full suite and in the short one; null: not part of the short one. */
  readonly env: Readonly<Record<string, string>>;
  readonly shortEnv: Readonly<Record<string, string>> | null;
  /** Seeds 1 to this many. */
  readonly seeds: number;
  readonly shortSeeds: number;
  readonly quantities: readonly Quantity[];
}

/** What a person types to run the first drill of a case. */
export function commandOf(each: ValidationCase): string {
  const set = each.set.map(text => ` --set ${text}`).join('');
  const env = Object.entries(each.env)
    .map(([name, value]) => ` -e ${name}=${value}`)
    .join('');
  const arrivals = each.arrivals === 'even' ? ' --arrivals even' : '';
  return `headroom run ${each.script} --topology ${each.topology} --cache ${each.cache} --virtual${arrivals}${set}${env}`;
}
