import { z } from 'zod';
import type { RandomStream } from '../../mock-service/time/random.ts';
import { mean } from '../measure/column.ts';
import type { Fact } from '../measure/fact.ts';
import { bootstrap, type Interval } from './bootstrap.ts';
import type { ComparedRun, RunPair } from './compared-run.ts';
import { comparedShares, comparedWindows, type SharePair, type Window } from './compared-windows.ts';
import { classify } from './kayenta.ts';
import type { CountedRequests, Objective } from './objectives/objective.ts';
import { OBJECTIVES, type ObjectiveName } from './objectives/objectives.ts';

const maybe = z.number().nullable();

/** One metric in both arms: shares 0–1, times ms; null: no data. */
export const metricDifferenceSchema = z.strictObject({
  metric: z.string(),
  baseline: maybe,
  candidate: maybe,
  change: maybe.describe("candidate − baseline, in the metric's unit."),
  interval: z
    .tuple([z.number(), z.number()])
    .nullable()
    .describe('95 % bootstrap interval of the change; null: there is too little data.'),
  significant: z
    .boolean()
    .describe("Whether the change counts as one: by an absolute rule for shares, by Kayenta's for the rest."),
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
  /** In the metric's own unit. */
  readonly negligible: number;
  /** Whether such a change makes the candidate worse, or is only shown. */
  readonly judged: boolean;
}

const LATENCY: Rule = { worseWhen: 'higher', allowed: 1.25, negligible: 5, judged: true };
const CPU: Rule = { worseWhen: 'higher', allowed: 1.1, negligible: 0.02, judged: true };
const MEMORY: Rule = { worseWhen: 'higher', allowed: 1.1, negligible: 0.02, judged: false };
const HIT_RATIO: Rule = { worseWhen: 'lower', allowed: 0.95, negligible: 0.02, judged: true };

type Compared = Objective<ObjectiveName> & { readonly compared: NonNullable<Objective['compared']> };
/** The objectives that are rows of a comparison, by what they count or by their value. */
const COMPARED = OBJECTIVES.filter((each): each is Compared => each.compared !== null);
const COUNTED = COMPARED.filter(
  (each): each is Compared & { readonly counted: CountedRequests } => each.counted !== null,
);
const MEASURED = COMPARED.filter(({ counted }) => counted === null);
/** By how much failures and the worst latency must exceed the baseline's, and by how many standard deviations of counting. */
const ABSOLUTE_TOLERANCE = 1.25;
const COUNTING_DEVIATIONS = 3;

/** A difference, and whether it speaks against the candidate. */
export interface JudgedDifference {
  readonly difference: MetricDifference;
  readonly worse: boolean;
}

/** Every metric of a comparison, in the order in which reports show them. @param random for the bootstrap's intervals. */
export function metricDifferences(pairs: readonly RunPair[], random: RandomStream): JudgedDifference[] {
  const { baseline } = pairs[0] as RunPair;
  const pools = Object.keys(baseline.pools);
  return [
    ...COUNTED.map(each => shareOf(pairs, each, random)),
    windowed(pairs, 'p50Ms', 'planned', LATENCY, random),
    windowed(pairs, 'p99Ms', 'planned', LATENCY, random),
    ...MEASURED.map(each => worst(pairs, each, random)),
    ...pools.flatMap(pool => [
      windowed(pairs, `${pool}.cpu`, `${pool}.offered`, CPU, random),
      windowed(pairs, `${pool}.hitRatio`, `${pool}.offered`, HIT_RATIO, random),
      windowed(pairs, `${pool}.memory`, `${pool}.offered`, MEMORY, random),
    ]),
  ];
}

/**
 * Failures are mostly zero, so they are judged by an absolute rule: the candidate's share is over its objective's limit, over the
 * baseline's by a quarter, and by three standard deviations of counting.
 */
function shareOf(
  pairs: readonly RunPair[],
  { name, counted, compared: { metric } }: (typeof COUNTED)[number],
  random: RandomStream,
): JudgedDifference {
  const count = ({ timeouts, requests: { offered, interrupted, errors } }: ComparedRun): number =>
    counted.bad({ ended: offered - interrupted, timeouts: timeouts.count, errors });
  const a = totals(
    pairs.map(({ baseline }) => baseline),
    count,
  );
  const b = totals(
    pairs.map(({ candidate }) => candidate),
    count,
  );
  if (a.whole === 0 || b.whole === 0) return { difference: difference(metric, null, null, null, false), worse: false };
  const limit = limitOf(pairs, name) ?? 0;
  const worse = clearlyMore(b, a, limit);
  const interval = bootstrap(comparedShares(pairs, metric), shareChange, random);
  const significant = worse || clearlyMore(a, b, limit);
  return { difference: difference(metric, a.part / a.whole, b.part / b.whole, interval, significant), worse };
}

interface Count {
  readonly part: number;
  readonly whole: number;
}

function totals(runs: readonly ComparedRun[], count: (run: ComparedRun) => number): Count {
  let [part, whole] = [0, 0];
  for (const run of runs) {
    part += count(run);
    whole += run.requests.offered - run.requests.interrupted;
  }
  return { part, whole };
}

/** Whether a share is over its limit, and over another by more than chance and a quarter. */
export function clearlyMore(more: Count, less: Count, limit: number): boolean {
  const share = more.part / more.whole;
  // What `less` would count among as many requests as `more` had.
  const expected = (less.part / less.whole) * more.whole;
  const noise = COUNTING_DEVIATIONS * Math.sqrt(more.part + expected);
  return share > limit && more.part > ABSOLUTE_TOLERANCE * expected && more.part - expected > noise;
}

/** The worst ten seconds' p99, which a mean over windows would hide: absolute, like failures. */
function worst(
  pairs: readonly RunPair[],
  { name, compared: { metric } }: Compared,
  random: RandomStream,
): JudgedDifference {
  const of = (run: ComparedRun): number | null => run.objectives.find(each => each.name === name)?.value ?? null;
  const windows = pairs
    .map(({ baseline, candidate }) => ({ baseline: of(baseline), candidate: of(candidate) }))
    .filter((window): window is Window => window.baseline !== null && window.candidate !== null);
  if (windows.length === 0) return { difference: difference(metric, null, null, null, false), worse: false };
  const baseline = mean(windows.map(window => window.baseline)) as number;
  const candidate = mean(windows.map(window => window.candidate)) as number;
  const limit = limitOf(pairs, name) ?? 0;
  const worse = candidate > limit && candidate > ABSOLUTE_TOLERANCE * baseline;
  const better = baseline > limit && baseline > ABSOLUTE_TOLERANCE * candidate;
  const interval = bootstrap(
    windows.map(window => [window]),
    meanChange,
    random,
  );
  return { difference: difference(metric, baseline, candidate, interval, worse || better), worse };
}

function limitOf(pairs: readonly RunPair[], name: ObjectiveName): number | undefined {
  return pairs[0]?.candidate.objectives.find(objective => objective.name === name)?.limit;
}

function shareChange(blocks: readonly SharePair[]): number {
  let [partA, wholeA, partB, wholeB] = [0, 0, 0, 0];
  for (const { baseline, candidate } of blocks) {
    partA += baseline.part;
    wholeA += baseline.whole;
    partB += candidate.part;
    wholeB += candidate.whole;
  }
  return partB / wholeB - partA / wholeA;
}

/** Judged by Kayenta's rule on the windows of highest load. */
function windowed(
  pairs: readonly RunPair[],
  metric: string,
  load: string,
  rule: Rule,
  random: RandomStream,
): JudgedDifference {
  const { all, blocks } = comparedWindows(pairs, metric, load);
  if (all.length === 0) return { difference: difference(metric, null, null, null, false), worse: false };
  const [a, b] = [all.map(({ baseline }) => baseline), all.map(({ candidate }) => candidate)];
  const interval = bootstrap(blocks, meanChange, random);
  const { classification } = classify(b, a, {
    allowedIncrease: rule.allowed > 1 ? rule.allowed : 1 / rule.allowed,
    allowedDecrease: rule.allowed > 1 ? 1 / rule.allowed : rule.allowed,
  });
  const [baseline, candidate] = [mean(a) as number, mean(b) as number];
  const noticeable = Math.abs(candidate - baseline) >= rule.negligible;
  const significant = noticeable && (classification === 'high' || classification === 'low');
  const against = rule.worseWhen === 'higher' ? 'high' : 'low';
  const worse = significant && rule.judged && classification === against;
  return { difference: difference(metric, baseline, candidate, interval, significant), worse };
}

function meanChange(blocks: readonly (readonly Window[])[]): number {
  let [change, windows] = [0, 0];
  for (const block of blocks) {
    for (const { baseline, candidate } of block) change += candidate - baseline;
    windows += block.length;
  }
  return change / windows;
}

function difference(
  metric: string,
  baseline: number | null,
  candidate: number | null,
  interval: Interval | null,
  significant: boolean,
): MetricDifference {
  const change = baseline === null || candidate === null ? null : candidate - baseline;
  return { metric, baseline, candidate, change, interval: interval && [interval.low, interval.high], significant };
}
