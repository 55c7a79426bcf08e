import type { RequestTotals } from '../measure/request-facts.ts';
import { count, ms, rate, ratio, seconds, share } from './figures.ts';
import type { ObjectiveName, ObjectiveResult } from './objectives.ts';
import type { ThresholdResult } from './thresholds.ts';
import { secondText } from './time-of-day.ts';
import type { TimeoutFacts } from './timeout-facts.ts';

/** An objective's figure in its own unit: `0.1%`, `487 ms`, `12 s`, `1.27`. */
export function objectiveFigure(name: ObjectiveName, value: number): string {
  switch (name) {
    case 'timeouts':
    case 'errors':
      return share(value);
    case 'p99':
      return ms(value);
    case 'recovery':
      return seconds(value / 1000);
    case 'headroom':
      return ratio(value);
  }
}

/** What an objective allows: `none`, `≤ 0.1%`, `≥ 1.10`. */
export function limitText({ name, limit }: ObjectiveResult): string {
  if (name === 'timeouts' && limit === 0) return 'none';
  return `${name === 'headroom' ? '≥' : '≤'} ${objectiveFigure(name, limit)}`;
}

/** Says of a broken objective what happened, when and at what load. @param startsAt the moment that t = 0 stands for, if any. */
export function brokenSentence(
  objective: ObjectiveResult,
  timeouts: TimeoutFacts,
  totals: RequestTotals,
  startsAt: string | null = null,
): string {
  const { name, limit, value } = objective;
  const figure = value === null ? '' : objectiveFigure(name, value);
  switch (name) {
    case 'timeouts': {
      const allowed = limit === 0 ? 'none is allowed' : `${share(limit)} is allowed`;
      const ended = totals.offered - totals.interrupted;
      return `${count(totals.timeouts)} of ${count(ended)} requests timed out (${figure}; ${allowed}). ${onsetSentence(timeouts, startsAt)}`;
    }
    case 'errors':
      return `${figure} of requests failed (${share(limit)} is allowed): ${failures(totals)}.`;
    case 'p99': {
      const where = objective.note === null ? '' : ` (${objective.note})`;
      return `The p99 response time was ${figure}${where}; ${ms(limit)} is allowed.`;
    }
    case 'recovery':
      return objective.note === null
        ? `Service was back ${figure} after the trigger was gone; ${objectiveFigure(name, limit)} is allowed.`
        : `Service did not come back in the ${figure} after the trigger was gone; ${objectiveFigure(name, limit)} is allowed.`;
    case 'headroom':
      return `Capacity is ${figure} times the regional peak; ${ratio(limit)} is asked for.`;
  }
}

/** When, at what load and how long after the failover sustained timeouts began. */
function onsetSentence(timeouts: TimeoutFacts, startsAt: string | null): string {
  const { onsetS, onsetRatePerSecond, onsetPool, onsetPoolRatePerSecond, afterFailoverS, firstS } = timeouts;
  if (onsetS === null) {
    return firstS === null
      ? 'No request timed out.'
      : `They were scattered, the first in ${secondText(firstS, startsAt)}.`;
  }
  const load = onsetRatePerSecond === null ? '' : `, at a planned load of ${rate(onsetRatePerSecond)}`;
  const pool =
    onsetPool === null || onsetPoolRatePerSecond === null
      ? ''
      : ` (${onsetPool} was asked to serve ${rate(onsetPoolRatePerSecond)})`;
  const after = afterFailoverS === null ? '' : `, ${seconds(afterFailoverS)} after the failover began`;
  return `They began in ${secondText(onsetS, startsAt)}${load}${pool}${after}.`;
}

export function brokenThresholdSentence({ metric, expression, value }: ThresholdResult): string {
  return `Threshold ${metric} ${expression} does not hold: it is ${value === null ? 'without data' : figureOf(value)}.`;
}

/** Of the objectives that hold, the one with the least room. */
export function holdingSentence(
  objectives: readonly ObjectiveResult[],
  thresholds: readonly ThresholdResult[],
): string {
  const held = objectives.filter(({ status }) => status === 'ok');
  if (held.length === 0) {
    return thresholds.length === 0
      ? 'Nothing was judged: no objective applies and the script has no thresholds.'
      : `All ${count(thresholds.length)} thresholds hold; no objective applies.`;
  }
  // A limit of none has no room to compare.
  const closest = held
    .filter(({ limit, margin }) => limit > 0 && margin !== null)
    .sort((a, b) => (a.margin as number) / a.limit - (b.margin as number) / b.limit)[0];
  const which =
    held.length === 1 ? 'The objective that applies holds' : `All ${held.length} objectives that apply hold`;
  if (closest === undefined) return `${which}.`;
  const figures = `${objectiveFigure(closest.name, closest.value as number)} (${limitText(closest)})`;
  return `${which}; the closest is ${closest.name}: ${figures}.`;
}

/** A number of unknown unit, as short as it is still exact to five digits. */
export function figureOf(value: number): string {
  return String(Number(value.toPrecision(5)));
}

/** `504 deadline …`: how requests failed, most frequent first. */
function failures({ byStatus, byFailure }: RequestTotals): string {
  const parts = [
    ...Object.entries(byStatus).filter(([status]) => Number(status) >= 500 || status === '429'),
    ...Object.entries(byFailure),
  ];
  return parts
    .sort(([, a], [, b]) => b - a)
    .map(([how, times]) => `${count(times)} × ${how}`)
    .join(', ');
}
