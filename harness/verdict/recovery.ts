import type { DrillSeries } from '../measure/series.ts';
import type { Objectives } from '../topology/topology.ts';

/** Whether service came back, and when (model §7). */
export interface Recovery {
  /** When the last trigger was gone, s; null: there was none. */
  readonly triggerGoneS: number | null;
  /** Start of the first window after it in which every objective holds, s. */
  readonly recoveredS: number | null;
  /** Service never came back though the trigger was gone; null: there was no trigger, or too little time left to tell. */
  readonly metastable: boolean | null;
  /** Length of the windows, s; null where none fits. */
  readonly windowS: number | null;
}

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
  let ended = 0;
  let timeouts = 0;
  let errors = 0;
  let slow = 0;
  for (let second = from; second < to; second++) {
    ended += requests.ended[second] ?? 0;
    timeouts += requests.timeouts[second] ?? 0;
    errors += requests.errors[second] ?? 0;
    slow += requests.slow[second] ?? 0;
  }
  if (ended === 0) return false;
  if (objectives.timeouts !== null && timeouts > objectives.timeouts * ended) return false;
  if (objectives.errors !== null && errors > objectives.errors * ended) return false;
  // p99 ≤ limit exactly when at most one in a hundred is slower than the limit.
  return objectives.p99Ms === null || slow <= 0.01 * ended;
}

/** Seconds until the last one in which the drill issued a request. */
export function loadEnd(series: DrillSeries): number {
  return series.requests.offered.findLastIndex(offered => offered > 0) + 1;
}
