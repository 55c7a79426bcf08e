import { z } from 'zod';
import type { RandomStream } from '../../mock-service/time/random.ts';
import type { ComparedRun, RunPair } from './compared-run.ts';
import { changeWithin, count, figureText, seconds } from './figures.ts';
import { type MetricDifference, metricDifferences } from './metric-difference.ts';
import { metricTitle } from './metric-title.ts';
import { OBJECTIVES } from './objectives/objectives.ts';

/** The verdict on a change of settings. */
export const compareVerdictSchema = z.enum(['safe', 'worse', 'inconclusive']);
export type CompareVerdict = z.infer<typeof compareVerdictSchema>;

export interface Comparison {
  readonly verdict: CompareVerdict;
  readonly reasons: readonly string[];
  readonly differences: readonly MetricDifference[];
}

/** A sign test over seeds must be as unlikely as this. */
const SIGN_TEST = 0.05;

/**
 * Judges a change of settings on runs of both arms, paired by seed (model §7). The pairs must be comparable (`incomparable`).
 * @param random for the bootstrap's intervals.
 */
export function compareRuns(pairs: readonly RunPair[], random: RandomStream): Comparison {
  const judged = metricDifferences(pairs, random);
  const differences = judged.map(({ difference }) => difference);
  const first = pairs[0] as RunPair;
  const names = { a: first.baseline.cacheSettings.name, b: first.candidate.cacheSettings.name };
  const knobs = differingKnobs(first);
  const idle = knobs.filter(knob =>
    pairs.every(pair => acted(pair.baseline, knob) + acted(pair.candidate, knob) === 0),
  );

  if (knobs.length > 0 && idle.length === knobs.length) {
    const reasons = [
      `${listOf(idle)} ${idle.length === 1 ? 'is all that differs and' : 'are all that differs and none of them'} ` +
        `never did anything in ${seconds(first.candidate.durationS)}, in either arm: this drill says nothing about ` +
        `${idle.length === 1 ? 'it' : 'them'}. Run a longer one, with --virtual, in which ${idle.length === 1 ? 'it acts' : 'they act'}.`,
    ];
    return { verdict: 'inconclusive', reasons, differences };
  }

  const against = [
    ...failuresAgainst(pairs, names),
    ...judged.filter(({ worse }) => worse).map(({ difference }) => worseSentence(difference)),
  ];
  if (against.length > 0)
    return { verdict: 'worse', reasons: [...against, settingsSentence(first, knobs)], differences };

  const doubts = doubtsOf(pairs, names, differences);
  if (doubts.length > 0) return { verdict: 'inconclusive', reasons: doubts, differences };
  return { verdict: 'safe', reasons: safeReasons(pairs, names, knobs, idle), differences };
}

/** The knobs whose values differ between the arms. */
function differingKnobs({ baseline, candidate }: RunPair): string[] {
  const [a, b] = [baseline.cacheSettings.values, candidate.cacheSettings.values];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(knob => a[knob] !== b[knob]);
}

/** How often a knob did something; a knob that nobody counts is taken to act. */
function acted(run: ComparedRun, knob: string): number {
  return run.knobs[knob] ?? 1;
}

interface Names {
  readonly a: string;
  readonly b: string;
}

/** The candidate fails its objectives where the baseline does not. */
function failuresAgainst(pairs: readonly RunPair[], { a, b }: Names): string[] {
  const onlyB = pairs.filter(({ baseline, candidate }) => candidate.verdict === 'fail' && baseline.verdict === 'pass');
  const onlyA = pairs.filter(({ baseline, candidate }) => baseline.verdict === 'fail' && candidate.verdict === 'pass');
  if (onlyB.length === 0 || onlyB.length <= onlyA.length) return [];
  if (onlyA.length > 0 && signTest(onlyB.length, onlyA.length) > SIGN_TEST) return [];
  const where = pairs.length === 1 ? '' : ` in ${count(onlyB.length)} of ${count(pairs.length)} seeds`;
  const { reasons, cause } = onlyB[0]!.candidate;
  const fails = `${b} fails where ${a} passes${where}: ${reasons[0] ?? 'no reason was recorded'}`;
  return cause === null ? [fails] : [fails, cause.sentence];
}

/** The chance of at least `more` of more + less coin tosses. */
function signTest(more: number, less: number): number {
  const n = more + less;
  let [term, sum] = [1, 0];
  // Binomial coefficients from n over n downwards.
  for (let k = n; k >= more; k--) {
    sum += term;
    term = (term * k) / (n - k + 1);
  }
  for (let i = 0; i < n; i++) sum /= 2;
  return sum;
}

/** Why nothing can be said, although nothing speaks against the candidate. */
function doubtsOf(pairs: readonly RunPair[], { a, b }: Names, differences: readonly MetricDifference[]): string[] {
  const doubts: string[] = [];
  for (const [name, of] of [
    [a, (pair: RunPair) => pair.baseline],
    [b, (pair: RunPair) => pair.candidate],
  ] as const) {
    const unclear = pairs.map(of).find(({ verdict }) => verdict === 'inconclusive');
    if (unclear !== undefined)
      doubts.push(`The drill with ${name} is itself inconclusive: ${unclear.reasons[0] ?? ''}`.trim());
  }
  const bothFail = pairs.filter(
    ({ baseline, candidate }) => baseline.verdict === 'fail' && candidate.verdict === 'fail',
  );
  if (bothFail.length > 0) {
    doubts.push(
      `Both fail their objectives: ${b} is no worse than ${a}, but that does not make it safe. ` +
        `${bothFail[0]!.candidate.reasons[0] ?? ''}`.trim(),
    );
  }
  if (doubts.length === 0 && differences.every(({ metric, interval }) => isAbsolute(metric) || interval === null)) {
    doubts.push(
      'The drill is too short to compare latency, CPU or hit ratio: it takes five seconds near the highest load.',
    );
  }
  return doubts;
}

/** Whether a row is an objective's, which is judged by its limit. */
function isAbsolute(metric: string): boolean {
  return OBJECTIVES.some(({ compared }) => compared?.metric === metric);
}

function safeReasons(
  pairs: readonly RunPair[],
  { a, b }: Names,
  knobs: readonly string[],
  idle: readonly string[],
): string[] {
  if (knobs.length === 0) return [`${a} and ${b} are the same settings: nothing can differ between them but chance.`];
  const baselineFails = pairs.some(({ baseline }) => baseline.verdict === 'fail');
  const reasons = [
    baselineFails
      ? `${b} meets its objectives, which ${a} does not, and nothing got worse.`
      : `${b} meets its objectives as ${a} does, and neither failures, latency, CPU nor hit ratio got worse.`,
  ];
  if (idle.length > 0) {
    const [never, them] = idle.length === 1 ? ['never did anything', 'it'] : ['never did anything either', 'them'];
    reasons.push(`But ${listOf(idle)} ${never}: this drill says nothing about ${them}.`);
  }
  return reasons;
}

function worseSentence({ metric, baseline, candidate, change, interval }: MetricDifference): string {
  const [from, to] = [figureText(metric, baseline as number), figureText(metric, candidate as number)];
  return `${metricTitle(metric)} went from ${from} to ${to}: ${changeWithin(metric, change as number, interval)}.`;
}

function settingsSentence({ baseline, candidate }: RunPair, knobs: readonly string[]): string {
  const changes = knobs.map(
    knob => `${knob}: ${baseline.cacheSettings.values[knob]} → ${candidate.cacheSettings.values[knob]}`,
  );
  return changes.length === 0
    ? 'The settings do not differ: look at the machine.'
    : `What differs is ${changes.join(', ')}.`;
}

function listOf(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
