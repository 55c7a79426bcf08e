import { count, rate, seconds } from './figures.ts';
import { type ObjectiveResult, roomOf } from './objectives/judged-objective.ts';
import { limitText } from './objectives/limit-text.ts';
import { objective } from './objectives/objectives.ts';
import type { ThresholdResult } from './thresholds.ts';
import { secondText } from './time-of-day.ts';
import type { TimeoutFacts } from './timeout-facts.ts';

/**
 * When, at what load and how long after the failover sustained timeouts began.
 * @param startsAt the moment that t = 0 stands for, if any.
 */
export function onsetSentence(timeouts: TimeoutFacts, startsAt: string | null): string {
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
  return `They began in ${secondText(onsetS, startsAt)}${load}${pool}${after}.${rampText(timeouts)}`;
}

/** Why the load of the onset is above the capacity; empty where that is not known. */
function rampText({ ramp, onsetPool }: TimeoutFacts): string {
  if (ramp === undefined) return '';
  const { capacityPerSecond, perSecond2, excessPerSecond } = ramp;
  return (
    ` ${onsetPool} bears ${rate(capacityPerSecond)}: where load grows by ${rate(perSecond2)} each second, the first request that times out comes ` +
    `when it is about ${rate(excessPerSecond)} above that.`
  );
}

/** What was seen of service after its trigger was gone; null: it came back, or there was nothing to come back from. */
export function recoverySentence({
  triggerGoneS,
  recoveredS,
  metastable,
  recovery,
}: Pick<TimeoutFacts, 'triggerGoneS' | 'recoveredS' | 'metastable' | 'recovery'>): string | null {
  if (recovery === null || triggerGoneS === null) return null;
  const { outcome, seenS, borePerSecond, loadPerSecond, relapsedS } = recovery;
  const relapsed =
    relapsedS === null ? '' : ` It had been back for a while, and broke again in ${secondText(relapsedS, null)}.`;
  const bore =
    borePerSecond === null
      ? ''
      : `, at ${rate(loadPerSecond ?? borePerSecond)}, where it had borne ${rate(borePerSecond)} before`;
  const down = seconds(seenS ?? 0);
  switch (outcome) {
    case 'back':
      return relapsed === ''
        ? null
        : `Service was back for good only in ${secondText(recoveredS ?? 0, null)}.${relapsed}`;
    case 'as-before':
      return null;
    case 'back-at-less-load': {
      const less = `came back only when load fell to ${rate(loadPerSecond ?? 0)}, ${down} after the trigger was gone`;
      return metastable === true
        ? `Service stayed down by itself: it ${less}.${relapsed}`
        : `Service ${less}: whether it would have come back under the load of before was not seen.${relapsed}`;
    }
    case 'down':
      return metastable === true
        ? `Service stayed down by itself: ${down} after the trigger was gone it was still down${bore}.${relapsed}`
        : `Service was still down when the drill ended, ${down} after the trigger was gone: ${unshown(recovery)}.${relapsed}`;
  }
}

/** Why being down does not show that it lasts. */
function unshown({ seenS, neededS, borePerSecond, loadPerSecond }: NonNullable<TimeoutFacts['recovery']>): string {
  if (borePerSecond === null) return 'nothing was seen of a load that it bears';
  if (seenS !== null && neededS !== null && seenS < neededS)
    return `that it stays so takes ${seconds(neededS)} to show`;
  if ((loadPerSecond ?? 0) > borePerSecond)
    return `under ${rate(loadPerSecond ?? 0)}, where it had borne ${rate(borePerSecond)}`;
  return 'it was getting better, or nothing was full';
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
  if (held.length === 0) return `All ${count(thresholds.length)} thresholds hold; no objective applies.`;
  // A limit of none has no room to compare.
  const closest = held
    .filter(each => roomOf(each) !== null)
    .sort((a, b) => (roomOf(a) as number) - (roomOf(b) as number))[0];
  const which =
    held.length === 1 ? 'The objective that applies holds' : `All ${held.length} objectives that apply hold`;
  if (closest === undefined) return `${which}.`;
  const figures = `${objective(closest.name).print(closest.value as number)} (${limitText(closest)})`;
  return `${which}; the closest is ${closest.name}: ${figures}.`;
}

/** A number of unknown unit, as short as it is still exact to five digits. */
export function figureOf(value: number): string {
  return String(Number(value.toPrecision(5)));
}
