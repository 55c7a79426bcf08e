/** When the machine did not let the processes of a live drill run in time, and what of that must not be held against the settings. */
import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';
import type { RequestFacts } from '../measure/request-facts.ts';
import type { DrillSeries } from '../measure/series.ts';
import type { TimelineEvent } from '../operations/catalogue/timeline-event.ts';
import type { SystemUnderTest } from '../topology/system-under-test.ts';
import type { ComparedRun } from './compared-run.ts';
import { count, ms } from './figures.ts';
import { lagLimitMs } from './lag-limit.ts';

/** A second is late in which a process of the drill ran what was due later than this, ms. */
export const LATE_MS = 100;
/** Share of late seconds from which a drill cannot be compared with another. */
export const LATE_SHARE = 0.1;

/** What a late machine makes the proxy do: how long requests live, and when a check of an instance is a failed one. */
type LateProxy = SystemUnderTest['proxy'];

/** How late the processes of a live drill ran, and what failed meanwhile. */
export const latenessSchema = z.strictObject({
  worstMs: z.number().describe('The latest that a process of the drill ran what was due.'),
  process: z.string().describe('Which it was: drill, proxy, directory, or a pool.'),
  seconds: z.int().describe('Seconds that were measured.'),
  lateSeconds: z.int().describe(`Those in which a process was more than ${LATE_MS} ms late.`),
  timeouts: z
    .int()
    .describe(
      "Timeouts that may be the machine's: a late second was within their lifetime, or an instance was out whose checks it may have missed.",
    ),
  errors: z.int().describe('The same of all errors, timeouts among them.'),
});

export type Lateness = Fact<typeof latenessSchema>;

/** What was measured; null where nobody did, as in virtual drills. */
export function latenessOf(series: DrillSeries, timeline: readonly TimelineEvent[], proxy: LateProxy): Lateness | null {
  const { lateMs, latest, requests } = series;
  const worst = Object.entries(latest).reduce<[string, number] | null>(
    (most, each) => (most === null || each[1] > most[1] ? each : most),
    null,
  );
  if (worst === null) return null;
  const affected = affectedSeconds(lateMs, timeline, proxy);
  const during = (column: readonly number[]): number =>
    column.reduce((sum, each, second) => (affected[second] === true ? sum + each : sum), 0);
  return {
    process: worst[0],
    worstMs: worst[1],
    seconds: lateMs.filter(each => each !== null).length,
    lateSeconds: lateMs.filter(isLateBy).length,
    timeouts: during(requests.timeouts),
    errors: during(requests.errors) - during(requests.decided),
  };
}

/** The account without the failures that may be the machine's: what is broken in it, the system has broken. */
export function withoutMachine(
  series: DrillSeries,
  lateness: Lateness,
  timeline: readonly TimelineEvent[],
  proxy: LateProxy,
): RequestFacts {
  const { requests, lateMs } = series;
  if (lateness.lateSeconds === 0) return requests;
  const affected = affectedSeconds(lateMs, timeline, proxy);
  const { undisturbed } = requests;
  const { worstWindow, failedFromS } = undisturbed;
  const firstS = affected.indexOf(true);
  const inWindow = worstWindow !== null && affected.slice(worstWindow.fromS, worstWindow.fromS + 10).includes(true);
  return {
    ...requests,
    undisturbed: {
      ...undisturbed,
      failedFromS: failedFromS ?? firstS,
      timeouts: Math.max(0, undisturbed.timeouts - lateness.timeouts),
      errors: Math.max(0, undisturbed.errors - lateness.errors),
      // One request that is missing tells that not the whole drill was undisturbed.
      ended: Math.max(0, undisturbed.ended - Math.max(lateness.errors, inWindow ? 1 : 0)),
      worstWindow: inWindow ? null : worstWindow,
    },
  };
}

/** Whether the machine was late too often for the drill's figures to be set beside those of another. */
export function isDoubtful({ lateSeconds, seconds }: Lateness): boolean {
  return lateSeconds > LATE_SHARE * seconds;
}

/** What was measured, as a line of a report. */
export function latenessSentence({ worstMs, process, lateSeconds, seconds, errors }: Lateness): string {
  const then = lateSeconds === 0 ? '' : `, with ${count(errors)} errors then or soon after`;
  return `processes up to ${ms(worstMs)} late (${nameOf(process)}), over ${ms(LATE_MS)} in ${count(lateSeconds)} of ${count(seconds)} s${then}`;
}

/** Why a drill cannot be set beside another, as the end of a sentence; null: it can. */
export function latenessDoubt({ generator, objectives }: Pick<ComparedRun, 'generator' | 'objectives'>): string | null {
  const { lagMs, lateness } = generator;
  const p99Ms = objectives.find(({ name }) => name === 'p99')?.limit ?? null;
  const limitMs = lagLimitMs({ p99Ms });
  if (lagMs.p99 !== null && lagMs.p99 > limitMs)
    return `(iterations started late: lag p99 ${ms(lagMs.p99)}, of which ${ms(limitMs)} is tolerated)`;
  if (lateness === undefined || !isDoubtful(lateness)) return null;
  const { worstMs, process, lateSeconds, seconds } = lateness;
  return `(${nameOf(process)} ran what was due up to ${ms(worstMs)} late, and in ${count(lateSeconds)} of ${count(seconds)} s something was over ${ms(LATE_MS)} late)`;
}

/** Why a broken objective is not the system's failure. */
export function machineSentence({ worstMs, process, lateSeconds, seconds, errors }: Lateness): string {
  return (
    `But this machine was late (${nameOf(process)} by up to ${ms(worstMs)}, in ${count(lateSeconds)} of ${count(seconds)} s): ` +
    `${count(errors)} errors came then and may be its own, and without them this is not shown.`
  );
}

/** Whether a metric may be what it is for the machine's lateness: nobody knows what it would be without. @param feelsLag it is a time */
export function isInMetric({ errors, lateSeconds }: Lateness, feelsLag: boolean): boolean {
  return errors > 0 || (feelsLag && lateSeconds > 0);
}

/** Why a broken threshold is not the system's failure. */
export function inMetricSentence({ worstMs, process, lateSeconds, seconds }: Lateness): string {
  return (
    `But this machine was late (${nameOf(process)} by up to ${ms(worstMs)}, in ${count(lateSeconds)} of ${count(seconds)} s), ` +
    'and what it did to this is not known.'
  );
}

function nameOf(process: string): string {
  return process === 'drill' ? 'the load generator' : process;
}

function isLateBy(lateMs: number | null): boolean {
  return lateMs !== null && lateMs > LATE_MS;
}

/** Seconds whose outcomes were under way in a late one, or while an instance was out whose checks a late machine may have missed. */
function affectedSeconds(
  lateMs: readonly (number | null)[],
  timeline: readonly TimelineEvent[],
  { timeoutMs, health }: LateProxy,
): boolean[] {
  const lifetimeS = Math.ceil(timeoutMs / 1000);
  const affected = lateMs.map((_, second) => lateMs.slice(Math.max(0, second - lifetimeS), second + 1).some(isLateBy));
  if (health === undefined) return affected;
  const checkedS = Math.ceil((health.fall * Math.max(health.intervalMs, health.timeoutMs)) / 1000);
  // A check goes to an instance and comes back: either end may have been late.
  const misses = (each: number | null): boolean => each !== null && each > health.timeoutMs / 2;
  for (const down of timeline) {
    if (down.operation !== 'instance-down') continue;
    const fromS = Math.floor(down.atS);
    if (!lateMs.slice(Math.max(0, fromS - checkedS), fromS + 1).some(misses)) continue;
    const up = timeline.find(
      each => each.operation === 'instance-up' && each.instance === down.instance && each.atS >= down.atS,
    );
    affected.fill(true, fromS, up === undefined ? affected.length : Math.ceil(up.atS) + lifetimeS);
  }
  return affected;
}
