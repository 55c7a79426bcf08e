import { z } from 'zod';
import type { Difference } from '../../mock-service/settings/differences.ts';
import type { DrillSeries } from '../measure/series.ts';
import type { TimelineEvent } from '../operations/catalogue/timeline-event.ts';
import type { SystemUnderTest } from '../topology/system-under-test.ts';
import { type Cause, type CauseEvidence, causeOf } from './cause.ts';
import { type Ending, judgeEnding } from './ending.ts';
import { type GeneratorFacts, generatorFaults, isLate } from './generator.ts';
import { faultSentence, isHarnessFault } from './harness-fault.ts';
import { type Hold, holdFacts } from './hold.ts';
import { inMetricSentence, isInMetric, latenessOf, machineSentence, withoutMachine } from './lateness.ts';
import { brokenClasses, type JudgedClass, judgeClasses } from './objectives/class-objectives.ts';
import type { Recovery } from './objectives/evidence.ts';
import {
  brokenSentence,
  brokenUndisturbed,
  judgeObjectives,
  type ObjectiveResult,
} from './objectives/judged-objective.ts';
import { objective } from './objectives/objectives.ts';
import { findOnset } from './onset.ts';
import { loadEnd, recoveryOf } from './recovery.ts';
import { brokenThresholdSentence, holdingSentence, onsetSentence, recoverySentence } from './sentences.ts';
import type { ThresholdResult } from './thresholds.ts';
import { type Failover, failovers, holdOf } from './timeline.ts';
import { type MeasuredCapacity, type TimeoutFacts, timeoutFacts } from './timeout-facts.ts';
import {
  cutOffFault,
  farFromPeak,
  holdsWhereRouted,
  nothingJudged,
  nothingReached,
  unroutedFault,
  withholdsPass,
} from './withheld.ts';

/** The verdict on one drill. */
export const verdictSchema = z.enum(['pass', 'fail', 'inconclusive']);
export type Verdict = z.infer<typeof verdictSchema>;

/** All that a drill's verdict rests on. */
export interface DrillEvidence {
  readonly series: DrillSeries;
  readonly timeline: readonly TimelineEvent[];
  readonly topology: Pick<SystemUnderTest, 'objectives' | 'users' | 'peakPerSecond' | 'classes'> &
    CauseEvidence['topology'];
  /** The pool that has the users at first. */
  readonly home: string;
  readonly generator: GeneratorFacts;
  readonly thresholds: readonly ThresholdResult[];
  /** Capacity ÷ peak, as measured for the same topology and settings; null: not measured. */
  readonly headroom: number | null;
  /** The settings under test against the baseline. */
  readonly differences: readonly Difference[];
  /** What ended the drill before its end, or spoke of it; null: nothing did. */
  readonly ending: Ending | null;
  /** Whether the script spoke by other means than HTTP requests; not if nothing is said. */
  readonly speaksOtherwise?: boolean;
  /** The moment that t = 0 stands for: ISO 8601, UTC. */
  readonly startsAt?: string | null;
}

export interface Judgement {
  readonly verdict: Verdict;
  /** Sentences that a person can act on, the most important first. */
  readonly reasons: readonly string[];
  readonly objectives: readonly ObjectiveResult[];
  /** Of requests, with their own objectives; null: they have none. */
  readonly classes: readonly JudgedClass[] | null;
  readonly timeouts: TimeoutFacts;
  /** What was full first; null where nothing broke. */
  readonly cause: Cause | null;
  readonly hold: Hold | null;
}

/** Judges a drill (model §7). */
export function judgeDrill(evidence: DrillEvidence): Judgement {
  const { series, timeline, topology, home, differences } = evidence;
  const { requests } = series;
  const endS = loadEnd(series);
  const moves = failovers(timeline, home);
  const held = holdOf(timeline, moves, endS);
  const hold = held === null ? null : holdFacts(held, series, topology.peakPerSecond);
  const recovery = recoveryOf({ series, topology, timeline, endS });
  const goneS = recovery.triggerGoneS;
  const objectives = judgeObjectives(topology.objectives, {
    requests,
    recovery,
    wasBroken: requests.errors.slice(0, Math.ceil(goneS ?? 0)).some(errors => errors > 0),
    endS,
    headroom: evidence.headroom,
    hold,
    speaksOtherwise: evidence.speaksOtherwise ?? false,
  });
  const { byClass } = requests;
  const classes = byClass === undefined ? null : judgeClasses(topology.classes ?? [], byClass);
  const brokenOfClass = classes === null ? [] : brokenClasses(classes, byClass ?? []);
  const broken = objectives.filter(({ status }) => status === 'broken');
  const brokeS = broken.length + brokenOfClass.length === 0 ? null : breakOf(series, topology, broken);
  const failedFromS = requests.undisturbed.failedFromS ?? Number.POSITIVE_INFINITY;
  const cause =
    brokeS === null || brokeS >= failedFromS
      ? null
      : causeOf({
          series,
          topology,
          timeline,
          failovers: moves,
          home,
          brokeS,
          stayedDown: stayedDown(recovery),
          differences,
          startsAt: evidence.startsAt ?? null,
        });
  const tolerated = topology.objectives.timeouts ?? 0;
  const timeouts = timeoutFacts(series, tolerated, recovery, moves, cause?.pool ?? null, capacityOf(evidence));
  const decision = decide(evidence, objectives, { classes, brokenOfClass }, timeouts, cause, moves);
  return { ...decision, objectives, classes, timeouts, cause, hold };
}

const FEELS_LAG = "The generator's own lag is in it, so this does not count as the system's failure.";

interface ClassJudgement {
  readonly classes: readonly JudgedClass[] | null;
  readonly brokenOfClass: ReturnType<typeof brokenClasses>;
}

/** Precedence: fail, inconclusive, pass. Inconclusive withholds a pass, never a failure. */
function decide(
  {
    series,
    timeline,
    generator,
    topology,
    thresholds,
    ending,
    speaksOtherwise = false,
    startsAt = null,
  }: DrillEvidence,
  objectives: readonly ObjectiveResult[],
  { classes, brokenOfClass }: ClassJudgement,
  timeouts: TimeoutFacts,
  cause: Cause | null,
  moves: readonly Failover[],
): { verdict: Verdict; reasons: string[] } {
  const { requests } = series;
  const failures = timeline.filter(event => isHarnessFault(event));
  const lateness = latenessOf(series, timeline, topology.proxy);
  const ofSystem = lateness === null ? requests : withoutMachine(series, lateness, timeline, topology.proxy);
  const late = isLate(generator, topology.objectives);
  const failed: string[] = [];
  const doubted: string[] = [];
  const unrouted = unroutedFault(requests.totals);
  const context = { totals: requests.totals, onset: onsetSentence(timeouts, startsAt) };
  for (const each of objectives) {
    if (each.status !== 'broken') continue;
    const sentence = brokenSentence(each, context);
    if (late && objective(each.name).feelsLag) {
      doubted.push(`${sentence} ${FEELS_LAG}`);
    } else if (unrouted !== null && holdsWhereRouted(each, requests.totals)) doubted.push(sentence);
    else if (brokenUndisturbed(each, ofSystem)) failed.push(sentence);
    else if (lateness !== null && brokenUndisturbed(each, requests))
      doubted.push(`${sentence} ${machineSentence(lateness)}`);
    else if (failures.length > 0) doubted.push(`${sentence} But the harness had failed by then.`);
    else doubted.push(`${sentence} But only after the generator had begun to drop iterations.`);
  }
  for (const { sentence, undisturbed } of brokenOfClass) {
    if (failures.length > 0) doubted.push(`${sentence} But the harness failed before the end.`);
    else if (lateness !== null && lateness.lateSeconds > 0) doubted.push(`${sentence} ${machineSentence(lateness)}`);
    else if (undisturbed) failed.push(sentence);
    else doubted.push(`${sentence} But only after the generator had begun to drop iterations.`);
  }
  for (const threshold of thresholds) {
    if (threshold.status !== 'broken') continue;
    const sentence = brokenThresholdSentence(threshold);
    if (late && threshold.feelsLag) doubted.push(`${sentence} ${FEELS_LAG}`);
    else if (lateness !== null && isInMetric(lateness, threshold.feelsLag === true))
      doubted.push(`${sentence} ${inMetricSentence(lateness)}`);
    else if (failures.length > 0) doubted.push(`${sentence} But the harness failed before the end.`);
    else if (unrouted !== null) doubted.push(`${sentence} But not all of the requests found a route.`);
    else failed.push(sentence);
  }

  const { failure, fault } = judgeEnding(ending);
  if (failure !== null) failed.unshift(failure);
  const faults = [
    ...(fault === null ? [] : [fault]),
    ...failures.map(faultSentence),
    ...generatorFaults(generator, topology.objectives, series),
  ];
  for (const { name, status, note } of objectives) {
    if (status === 'no-data') faults.push(`Objective ${name} could not be judged: ${note}.`);
  }
  for (const { metric, expression, status } of thresholds) {
    if (status === 'no-data')
      faults.push(`Threshold ${metric} ${expression} could not be judged: the metric has no samples.`);
  }
  const limitMs = Math.min(topology.objectives.p99Ms ?? Number.POSITIVE_INFINITY, topology.proxy.timeoutMs);
  const cutOff = cutOffFault(requests.totals, generator.startedIterations, limitMs);
  if (cutOff !== null) faults.push(cutOff);
  if (unrouted !== null && (doubted.length > 0 || withholdsPass(requests.totals))) faults.push(unrouted);
  const unasked = speaksOtherwise ? null : nothingReached(requests.totals, objectives);
  if (unasked !== null && faults.length === 0) faults.push(unasked);
  const isJudged = classes?.some(each => each.objectives.some(({ value }) => value !== null)) === true;
  const vacuous = isJudged ? null : nothingJudged(objectives, thresholds);
  if (vacuous !== null && faults.length === 0) faults.push(vacuous);

  const why = cause === null ? [] : [cause.sentence];
  const came = failures.length === 0 ? recoverySentence(timeouts) : null;
  const stuck = came === null ? [] : [came];
  // What heads the report comes first: that somebody stopped it.
  const stopped = ending?.code === 105 ? faults.splice(0, 1) : [];
  if (failed.length > 0) {
    // What became of users, why, and whether it ended: then what else was broken.
    const [users = '', ...more] = failed;
    return { verdict: 'fail', reasons: [...stopped, users, ...why, ...stuck, ...more, ...doubted, ...faults] };
  }
  if (stopped.length > 0 || doubted.length > 0 || faults.length > 0) {
    return { verdict: 'inconclusive', reasons: [...stopped, ...faults, ...doubted, ...why, ...stuck] };
  }
  const far = farFromPeak(series, topology.peakPerSecond, moves.length > 0);
  const holding = holdingSentence(objectives, thresholds);
  return { verdict: 'pass', reasons: far === null ? [holding] : [holding, far] };
}

/** What the alternate bears, as it was measured; null: it was not. */
function capacityOf({ headroom, home, topology }: DrillEvidence): MeasuredCapacity | null {
  if (headroom === null) return null;
  return { home, perSecond: headroom * topology.peakPerSecond, timeoutMs: topology.proxy.timeoutMs };
}

/** The time in which service was seen to be down though its trigger was gone; null: it came back, or was as it had been. */
function stayedDown({
  outcome,
  triggerGoneS,
  seenS,
  heldS,
}: Recovery): NonNullable<CauseEvidence['stayedDown']> | null {
  if (triggerGoneS === null || seenS === null || (outcome !== 'down' && outcome !== 'back-at-less-load')) return null;
  const fromS = Math.ceil(triggerGoneS);
  const toS = Math.floor(triggerGoneS + seenS);
  return toS > fromS ? { heldS, fromS, toS } : null;
}

/** The second in which service broke: sustained timeouts, else sustained errors, else the worst latency, else the first error. */
function breakOf(
  series: DrillSeries,
  { objectives }: Pick<SystemUnderTest, 'objectives'>,
  broken: readonly ObjectiveResult[],
): number | null {
  const { requests } = series;
  const onsetS =
    findOnset(requests, objectives.timeouts ?? 0) ??
    findOnset({ ended: requests.ended, timeouts: requests.errors }, objectives.errors ?? 0);
  if (onsetS !== null) return onsetS;
  if (broken.some(({ name }) => name === 'p99')) return worstSecond(requests.p99Ms);
  const first = requests.errors.findIndex(errors => errors > 0);
  return first < 0 ? null : first;
}

function worstSecond(p99Ms: readonly (number | null)[]): number | null {
  let worst: number | null = null;
  for (let second = 0; second < p99Ms.length; second++) {
    if (p99Ms[second] !== null && (worst === null || p99Ms[second]! > p99Ms[worst]!)) worst = second;
  }
  return worst;
}
