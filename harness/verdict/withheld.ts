import { highestMean } from '../measure/column.ts';
import type { RequestTotals } from '../measure/request-facts.ts';
import type { DrillSeries } from '../measure/series.ts';
import { count, ms, rate, share } from './figures.ts';
import type { ObjectiveResult } from './objectives/judged-objective.ts';
import type { ThresholdResult } from './thresholds.ts';

/** Why a drill in which nothing broke has not shown that it passes. */

/** Share of the requests, and of the iterations, that may be cut off after they had waited too long. */
const CUT_OFF_LIMIT = 0.001;
/** Share of the requests that may find no route: more of them, and the drill has asked another service's questions. */
const UNROUTED_LIMIT = 0.01;
/** As many of them as a sentence names. */
const NAMED = 5;
/** Load that comes to this share of the peak is near it. */
const NEAR_PEAK = 0.8;
/** Neighbouring seconds that show what load came to: a single one of Poisson arrivals is chance. */
const LOAD_SECONDS = 10;

/**
 * @param startedIterations of the drill
 * @param limitMs what no request may take: the p99 objective or the deadline
 * @returns null: few were cut off, or none
 */
export function cutOffFault(
  { offered, cutOff }: RequestTotals,
  startedIterations: number,
  limitMs: number,
): string | null {
  const [what, part, whole] =
    cutOff.requests > CUT_OFF_LIMIT * offered
      ? (['requests', cutOff.requests, offered] as const)
      : (['iterations', cutOff.iterations, startedIterations] as const);
  if (part <= CUT_OFF_LIMIT * whole) return null;
  return (
    `${count(part)} of ${count(whole)} ${what} (${share(part / whole)}; up to ${share(CUT_OFF_LIMIT)} is tolerated) were cut off ` +
    `without an answer after more than ${ms(limitMs)}: give them longer to end, by gracefulStop.`
  );
}

/** @returns null: the system was asked something, or an objective says already that it was not */
export function nothingReached(
  { offered }: Pick<RequestTotals, 'offered'>,
  objectives: readonly ObjectiveResult[],
): string | null {
  return offered > 0 || objectives.some(({ status }) => status === 'no-data') ? null : 'No request reached the system.';
}

/** @returns null: the service has routes for what was asked of it, or for nearly all */
export function unroutedFault({ offered, unrouted }: RequestTotals): string | null {
  if (unrouted === undefined || unrouted.count <= UNROUTED_LIMIT * offered) return null;
  const most = Object.entries(unrouted.requests).sort(([, a], [, b]) => b - a);
  const named = most.slice(0, NAMED).map(([request, times]) => `${request} (${count(times)})`);
  const rest = most.length > NAMED || unrouted.others > 0 ? ' and others' : '';
  return (
    `${count(unrouted.count)} of ${count(offered)} requests (${share(unrouted.count / offered)}; up to ${share(UNROUTED_LIMIT)} is tolerated) ` +
    `found no route of the service: ${named.join(', ')}${rest}.`
  );
}

/** Whether that withholds a pass. Requests to other addresses do not: scripts try on purpose what becomes of those. */
export function withholdsPass({ offered, unrouted }: RequestTotals): boolean {
  return unrouted !== undefined && unrouted.count - (unrouted.elsewhere ?? 0) > UNROUTED_LIMIT * offered;
}

/** Whether an objective would hold if nothing had been asked that the service has no route for. */
export function holdsWhereRouted(
  { name, limit }: Pick<ObjectiveResult, 'name' | 'limit'>,
  { offered, interrupted, good, errors, unexpected, unrouted }: RequestTotals,
): boolean {
  if (unrouted === undefined) return false;
  if (name === 'good') {
    const routed = unexpected - unrouted.unexpected;
    return routed <= (1 - limit) * (good + routed);
  }
  const { elsewhere = 0 } = unrouted;
  return name === 'errors' && elsewhere > 0 && errors - elsewhere <= limit * (offered - interrupted - elsewhere);
}

/** @returns null: something was judged */
export function nothingJudged(
  objectives: readonly ObjectiveResult[],
  thresholds: readonly ThresholdResult[],
): string | null {
  const judged = [...objectives, ...thresholds].some(({ status }) => status === 'ok' || status === 'broken');
  if (judged) return null;
  return thresholds.length === 0
    ? 'Nothing was judged: no objective applies and the script has no thresholds.'
    : 'Nothing was judged: no objective applies and no threshold has data.';
}

/**
 * What a pass does not say of the peak.
 * @param failedOver whether anybody was moved to another pool
 * @returns null: the load came near it, or a failover was tried
 */
export function farFromPeak({ planned }: DrillSeries, peakPerSecond: number, failedOver: boolean): string | null {
  const highest = highestMean(planned, LOAD_SECONDS);
  if (failedOver || highest === null || highest >= NEAR_PEAK * peakPerSecond) return null;
  return (
    `But load came to ${rate(highest)} at most, ${share(highest / peakPerSecond)} of the regional peak, and nobody was failed over: ` +
    'this says nothing of either.'
  );
}
