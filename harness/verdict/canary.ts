import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';
import { classify } from './kayenta.ts';

/** What a group of instances did in one second, all together. */
export interface GroupSecond {
  readonly ended: number;
  /** 5xx and 429. */
  readonly errors: number;
  /** Sum of the durations of what ended. */
  readonly durationMs: number;
  /** Core time used, ms. */
  readonly cpuMs: number;
  readonly lookups: number;
  readonly hits: number;
}

/** What a canary is judged by: shares 0–1; latency is the mean duration, CPU the core time of a request, both in ms. */
export const CANARY_METRICS = ['errors', 'latency', 'cpu', 'hit-ratio'] as const;
export type CanaryMetric = (typeof CANARY_METRICS)[number];

/** One metric of the canary beside the rest. Null: no data. */
export const canaryDifferenceSchema = z.strictObject({
  metric: z.enum(CANARY_METRICS),
  canary: z.number().nullable(),
  rest: z.number().nullable(),
  worse: z.boolean(),
});

export type CanaryDifference = Fact<typeof canaryDifferenceSchema>;

interface Rule {
  readonly metric: 'latency' | 'cpu' | 'hit-ratio';
  readonly worseWhen: 'high' | 'low';
  /** Ratio of means up to which a difference is let pass, and the size below which it always is. */
  readonly allowed: number;
  readonly negligible: number;
  of(second: GroupSecond): number | null;
}

/**
 * As in the comparison of two drills, but per request: a few instances have more users than others by chance, and then more CPU, and
 * that must not count against them.
 */
const RULES: readonly Rule[] = [
  {
    ...{ metric: 'latency', worseWhen: 'high', allowed: 1.25, negligible: 5 },
    of: ({ durationMs, ended }) => (ended === 0 ? null : durationMs / ended),
  },
  {
    ...{ metric: 'cpu', worseWhen: 'high', allowed: 1.1, negligible: 0.3 },
    of: ({ cpuMs, ended }) => (ended === 0 ? null : cpuMs / ended),
  },
  {
    ...{ metric: 'hit-ratio', worseWhen: 'low', allowed: 0.95, negligible: 0.02 },
    of: ({ hits, lookups }) => (lookups === 0 ? null : hits / lookups),
  },
];

/** By how much failures must exceed the rest's, and by how many standard deviations of counting. */
const ABSOLUTE_TOLERANCE = 1.25;
const COUNTING_DEVIATIONS = 3;

/** Windows a group, at most: the shift takes the product of both groups' numbers. */
const MOST_WINDOWS = 100;

/**
 * Judges canary instances beside the rest over the same seconds: failures by an absolute rule, the others by Kayenta's (ground-truth §6).
 * @param errorsLimit share of failures that the topology allows
 */
export function judgeCanary(
  canary: readonly GroupSecond[],
  rest: readonly GroupSecond[],
  errorsLimit: number,
): CanaryDifference[] {
  const [mine, theirs] = [total(canary), total(rest)];
  return [failures(mine, theirs, errorsLimit), ...RULES.map(rule => judge(rule, canary, rest, mine, theirs))];
}

/** Instances in one second, all together. */
export function total(seconds: readonly GroupSecond[]): GroupSecond {
  const sum = { ended: 0, errors: 0, durationMs: 0, cpuMs: 0, lookups: 0, hits: 0 };
  for (const each of seconds) {
    sum.ended += each.ended;
    sum.errors += each.errors;
    sum.durationMs += each.durationMs;
    sum.cpuMs += each.cpuMs;
    sum.lookups += each.lookups;
    sum.hits += each.hits;
  }
  return sum;
}

function failures(canary: GroupSecond, rest: GroupSecond, limit: number): CanaryDifference {
  const share = ({ errors, ended }: GroupSecond): number | null => (ended === 0 ? null : errors / ended);
  const known = canary.ended > 0 && rest.ended > 0;
  const count = ({ errors, ended }: GroupSecond) => ({ part: errors, whole: ended });
  const worse = known && clearlyMore(count(canary), count(rest), limit);
  return { metric: 'errors', canary: share(canary), rest: share(rest), worse };
}

function judge(
  { metric, worseWhen, allowed, negligible, of }: Rule,
  canary: readonly GroupSecond[],
  rest: readonly GroupSecond[],
  mine: GroupSecond,
  theirs: GroupSecond,
): CanaryDifference {
  const [a, b] = [of(mine), of(theirs)];
  if (a === null || b === null) return { metric, canary: a, rest: b, worse: false };
  const limits = { allowedIncrease: Math.max(allowed, 1), allowedDecrease: Math.min(allowed, 1) };
  const { classification } = classify(windows(canary, of), windows(rest, of), limits);
  return { metric, canary: a, rest: b, worse: classification === worseWhen && Math.abs(a - b) >= negligible };
}

function windows(seconds: readonly GroupSecond[], of: Rule['of']): number[] {
  const size = Math.ceil(seconds.length / MOST_WINDOWS);
  const values: number[] = [];
  for (let from = 0; from + size <= seconds.length; from += size) {
    const value = of(total(seconds.slice(from, from + size)));
    if (value !== null) values.push(value);
  }
  return values;
}

interface Count {
  readonly part: number;
  readonly whole: number;
}

/** Whether a share is over its limit, and over another of the same seconds by more than chance and a quarter. */
export function clearlyMore(more: Count, less: Count, limit: number): boolean {
  const share = more.part / more.whole;
  // What `less` would count among as many requests as `more` had.
  const expected = (less.part / less.whole) * more.whole;
  const noise = COUNTING_DEVIATIONS * Math.sqrt(more.part + expected);
  return share > limit && more.part > ABSOLUTE_TOLERANCE * expected && more.part - expected > noise;
}
