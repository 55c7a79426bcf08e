import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';
import type { ComparedRun, RunPair } from './compared-run.ts';
import { meanNearPeak } from './compared-windows.ts';
import { holm } from './holm.ts';
import { CLASS_OBJECTIVES } from './objectives/class-objectives.ts';
import type { CountedRequests, Objective } from './objectives/objective.ts';
import { OBJECTIVES, type ObjectiveName } from './objectives/objectives.ts';
import { type OrderEffect, orderEffect } from './order-effect.ts';
import { type PairedChange, pairedChange, type SeedFigures, seedsFor } from './paired-change.ts';
import { missesOf, type Sampling } from './sampling.ts';

const maybe = z.number().nullable();

/** One metric in both arms, means over the seeds: shares 0–1, times ms; null: no data. */
export const metricDifferenceSchema = z.strictObject({
  metric: z.string(),
  seeds: z.int().describe('Seeds that have it in both arms.'),
  baseline: maybe,
  candidate: maybe,
  change: maybe.describe("Mean of candidate − baseline, seed by seed, in the metric's unit."),
  interval: z
    .tuple([z.number(), z.number()])
    .nullable()
    .describe(
      '95 % interval of the mean change over seeds (Student); null: one seed, or seeds that do not vary, or most in which nothing changed.',
    ),
  halfWidth: maybe.describe('Of the interval, to either side.'),
  tolerance: maybe.describe('How much worse it may get on average before that makes the candidate worse.'),
  significant: z
    .boolean()
    .describe(
      'Whether the change is more than chance: at 95 % for all metrics together (Holm). Whether it matters is for the tolerance.',
    ),
});

export type MetricDifference = Fact<typeof metricDifferenceSchema>;

/**
 * How much worse a metric may be on average before it counts, and how small a change never does. These are what we would shrug at
 * in a change that is otherwise within its objectives.
 */
interface Rule {
  readonly worseWhen: 'higher' | 'lower';
  /** Ratio of means. */
  readonly allowed: number;
  /** In the metric's own unit: a change up to this, or, of what has a limit, a value up to that. */
  readonly negligible: { readonly change: number } | { readonly value: number };
  /** Whether such a change makes the candidate worse, or is only shown. */
  readonly judged: boolean;
}

const LATENCY: Rule = { worseWhen: 'higher', allowed: 1.25, negligible: { change: 5 }, judged: true };
const CPU: Rule = { worseWhen: 'higher', allowed: 1.1, negligible: { change: 0.02 }, judged: true };
const MEMORY: Rule = { worseWhen: 'higher', allowed: 1.1, negligible: { change: 0.02 }, judged: false };
const HIT_RATIO: Rule = { worseWhen: 'lower', allowed: 0.95, negligible: { change: 0.02 }, judged: true };
/** Failures and the worst latency count where they are over their objective's limit. */
const ABSOLUTE_TOLERANCE = 1.25;

type Compared = Objective<ObjectiveName> & { readonly compared: NonNullable<Objective['compared']> };
/** The objectives that are rows of a comparison, by what they count or by their value. */
const COMPARED = OBJECTIVES.filter((each): each is Compared => each.compared !== null);
const COUNTED = COMPARED.filter(
  (each): each is Compared & { readonly counted: CountedRequests } => each.counted !== null,
);
const MEASURED = COMPARED.filter(({ counted }) => counted === null);

/** An interval is narrow enough at this share of the tolerance. */
const PRECISION = 1 / 3;

/**
 * What a metric says of the candidate: that it got worse; that it did not, for sure or as far as an interval that is narrow enough
 * can tell; or neither, whether its mean is beyond the tolerance, and how many seeds might tell (infinite: no number would).
 */
export type Finding =
  | { readonly kind: 'worse'; readonly sure: boolean; readonly seedsNeeded: number }
  | { readonly kind: 'fine' }
  | { readonly kind: 'open'; readonly beyond: boolean; readonly seedsNeeded: number };

/** A difference, and what it says. */
export interface JudgedDifference {
  readonly difference: MetricDifference;
  readonly finding: Finding;
}

/** A row before it is known how sure it is beside the others. */
interface Row {
  readonly metric: string;
  readonly rule: Rule;
  /** Pair by pair. */
  readonly figures: readonly (SeedFigures | null)[];
  readonly paired: PairedChange | null;
}

/**
 * Every metric of a comparison, in the order in which reports show them.
 * @param look the first of two is the last only if that is plain
 */
export function metricDifferences(
  pairs: readonly RunPair[],
  sampling: Sampling,
  look: 'first' | 'last' = 'last',
): JudgedDifference[] {
  const rows = rowsOf(pairs, sampling);
  const chances = holm(rows.map(({ paired }) => paired?.chance ?? 1));
  return rows.map((row, i) => judged(row, (chances[i] as number) <= missesOf(sampling), look));
}

/** What their order did to each metric. */
export function orderOf(pairs: readonly RunPair[], sampling: Sampling): OrderEffect | undefined {
  return orderEffect(
    pairs,
    rowsOf(pairs, sampling).map(({ metric, figures }) => ({ metric, of: figures })),
  );
}

function rowsOf(pairs: readonly RunPair[], sampling: Sampling): Row[] {
  const row = (metric: string, rule: Rule, of: (pair: RunPair) => SeedFigures | null): Row => {
    const figures = pairs.map(of);
    return { metric, rule, figures, paired: pairedChange(figures, sampling) };
  };
  const absolute = (name: ObjectiveName): Rule => ({
    ...{ worseWhen: 'higher', allowed: ABSOLUTE_TOLERANCE, judged: true },
    negligible: { value: limitOf(pairs, name) ?? 0 },
  });
  const pools = Object.keys((pairs[0] as RunPair).baseline.pools);
  return [
    ...COUNTED.map(each => row(each.compared.metric, absolute(each.name), pair => shareOf(pair, each.counted))),
    ...classRows(pairs).map(({ metric, rule, of }) => row(metric, rule, of)),
    row('p50Ms', LATENCY, pair => meanNearPeak(pair, 'p50Ms', 'planned')),
    row('p99Ms', LATENCY, pair => meanNearPeak(pair, 'p99Ms', 'planned')),
    ...MEASURED.map(({ name, compared }) => row(compared.metric, absolute(name), pair => objectiveValue(pair, name))),
    ...pools.flatMap(pool => [
      row(`${pool}.cpu`, CPU, pair => meanNearPeak(pair, `${pool}.cpu`, `${pool}.offered`)),
      row(`${pool}.hitRatio`, HIT_RATIO, pair => meanNearPeak(pair, `${pool}.hitRatio`, `${pool}.offered`)),
      row(`${pool}.memory`, MEMORY, pair => meanNearPeak(pair, `${pool}.memory`, `${pool}.offered`)),
    ]),
  ];
}

/**
 * What users of each class were failed by. It counts against the candidate where the class has an objective; else it is shown, and judged with all other
 * requests.
 */
function classRows(
  pairs: readonly RunPair[],
): (Pick<Row, 'metric' | 'rule'> & { of(pair: RunPair): SeedFigures | null })[] {
  const { classes = [] } = (pairs[0] as RunPair).candidate;
  return classes.flatMap((ofClass, rank) =>
    CLASS_OBJECTIVES.map(name => {
      const own = ofClass.objectives.find(each => each.name === name);
      const rule: Rule = {
        ...{ worseWhen: 'higher', allowed: ABSOLUTE_TOLERANCE, judged: own !== undefined },
        negligible: { value: own?.limit ?? limitOf(pairs, name) ?? 0 },
      };
      const shareIn = ({ classes: all = [] }: ComparedRun): number => {
        const { offered, interrupted, [name]: bad } = all[rank] ?? { offered: 0, interrupted: 0, [name]: 0 };
        return bad / (offered - interrupted);
      };
      const of = ({ baseline, candidate }: RunPair): SeedFigures | null =>
        finite({ baseline: shareIn(baseline), candidate: shareIn(candidate) });
      return { metric: `class ${ofClass.name}.${name}`, rule, of };
    }),
  );
}

function finite(figures: SeedFigures): SeedFigures | null {
  return Number.isFinite(figures.baseline) && Number.isFinite(figures.candidate) ? figures : null;
}

/** Of the requests that ended, the share that counts against an objective. */
function shareOf({ baseline, candidate }: RunPair, { bad }: CountedRequests): SeedFigures | null {
  const share = ({ timeouts, requests: { offered, interrupted, errors } }: ComparedRun): number => {
    const ended = offered - interrupted;
    return bad({ ended, timeouts: timeouts.count, errors }) / ended;
  };
  return finite({ baseline: share(baseline), candidate: share(candidate) });
}

/** An objective's value, such as the worst ten seconds' p99, which a mean over windows would hide. */
function objectiveValue({ baseline, candidate }: RunPair, name: ObjectiveName): SeedFigures | null {
  const of = (run: ComparedRun): number | null => run.objectives.find(each => each.name === name)?.value ?? null;
  const [a, b] = [of(baseline), of(candidate)];
  return a === null || b === null ? null : { baseline: a, candidate: b };
}

function limitOf(pairs: readonly RunPair[], name: ObjectiveName): number | undefined {
  return pairs[0]?.candidate.objectives.find(objective => objective.name === name)?.limit;
}

function judged({ metric, rule, paired }: Row, significant: boolean, look: 'first' | 'last'): JudgedDifference {
  if (paired === null) {
    const none = { baseline: null, candidate: null, change: null, interval: null, halfWidth: null, tolerance: null };
    return { difference: { metric, seeds: 0, ...none, significant: false }, finding: { kind: 'fine' } };
  }
  const { seeds, baseline, candidate, change } = paired;
  const tolerance = toleranceOf(rule, baseline);
  const halfWidth = paired.isUsual ? paired.halfWidth : null;
  const interval = halfWidth === null ? null : ([change - halfWidth, change + halfWidth] as const);
  return {
    difference: { metric, seeds, baseline, candidate, change, interval, halfWidth, tolerance, significant },
    finding: rule.judged ? findingOf(paired, rule, tolerance, significant, look) : { kind: 'fine' },
  };
}

/** By how much a metric may get worse, from the baseline's mean. */
function toleranceOf({ allowed, negligible }: Rule, baseline: number): number {
  const ofRatio = Math.abs(allowed - 1) * baseline;
  return Math.max(ofRatio, 'change' in negligible ? negligible.change : negligible.value - baseline);
}

function findingOf(
  paired: PairedChange,
  { worseWhen }: Rule,
  tolerance: number,
  significant: boolean,
  look: 'first' | 'last',
): Finding {
  const against = worseWhen === 'higher' ? paired.change : -paired.change;
  const isPrecise = (paired.halfWidth ?? 0) <= PRECISION * tolerance;
  const doubt = (look === 'first' ? paired.plainHalfWidth : paired.halfWidth) ?? 0;
  const seedsNeeded = isPrecise ? paired.seeds : seedsFor(paired, PRECISION * tolerance);
  if (against > tolerance) {
    if (significant) return { kind: 'worse', sure: isPrecise || against - doubt > tolerance, seedsNeeded };
    const needed = paired.halfWidth === null ? Number.POSITIVE_INFINITY : seedsNeeded;
    return { kind: 'open', beyond: true, seedsNeeded: needed };
  }
  return isPrecise || against + doubt <= tolerance ? { kind: 'fine' } : { kind: 'open', beyond: false, seedsNeeded };
}
