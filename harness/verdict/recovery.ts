import type { DrillSeries } from '../measure/series.ts';
import type { Recovery } from './objectives/evidence.ts';
import { limitIn, OBJECTIVES, type Objectives } from './objectives/objectives.ts';

const LONGEST_WINDOW_S = 30;
const SHORTEST_WINDOW_S = 3;

/**
 * Slides a window of W = min(30 s, a third of the time left, at least 3 s) over what follows the trigger's end, in whole seconds.
 * A window in which nothing ended shows nothing and does not count.
 * @param endS when load ended.
 */
export function recoveryOf(
  series: DrillSeries,
  objectives: Objectives,
  triggerGoneS: number | null,
  endS: number,
): Recovery {
  const none = { triggerGoneS, recoveredS: null, metastable: null, windowS: null };
  if (triggerGoneS === null) return none;
  const first = Math.ceil(triggerGoneS);
  const left = endS - first;
  if (left < SHORTEST_WINDOW_S) return none;
  const windowS = Math.max(SHORTEST_WINDOW_S, Math.floor(Math.min(LONGEST_WINDOW_S, (endS - triggerGoneS) / 3)));
  for (let from = first; from + windowS <= endS; from++) {
    if (!holdsFrom(series, objectives, from, from + windowS)) continue;
    // Windows begin with whole seconds: the first one that fits counts from the trigger itself.
    return { triggerGoneS, recoveredS: from === first ? triggerGoneS : from, metastable: false, windowS };
  }
  return { triggerGoneS, recoveredS: null, metastable: true, windowS };
}

function holdsFrom({ requests }: DrillSeries, objectives: Objectives, from: number, to: number): boolean {
  const window = { ended: 0, timeouts: 0, errors: 0, unexpected: 0, slow: 0 };
  for (let second = from; second < to; second++) {
    window.ended += requests.ended[second] ?? 0;
    window.timeouts += requests.timeouts[second] ?? 0;
    window.errors += requests.errors[second] ?? 0;
    window.unexpected -= requests.good[second] ?? 0;
    window.slow += requests.slow[second] ?? 0;
  }
  window.unexpected += window.ended - window.errors;
  if (window.ended === 0) return false;
  return OBJECTIVES.every(each => {
    const limit = limitIn(objectives, each);
    return limit === null || each.holdsIn === null || each.holdsIn(limit, window);
  });
}

/** Seconds until the last one in which the drill issued a request. */
export function loadEnd(series: DrillSeries): number {
  return series.requests.offered.findLastIndex(offered => offered > 0) + 1;
}
