import { known, mean, sum } from '../measure/column.ts';
import type { DrillSeries } from '../measure/series.ts';
import type { TimelineEvent } from '../operations/catalogue/timeline-event.ts';
import type { SystemUnderTest } from '../topology/system-under-test.ts';
import { isFull } from './full.ts';
import type { Recovery } from './objectives/evidence.ts';
import { limitIn, OBJECTIVES, type Objectives } from './objectives/objectives.ts';
import { findOnset } from './onset.ts';
import { nextTrouble, triggerGone, troubleBegan } from './timeline.ts';

const LONGEST_WINDOW_S = 30;
const SHORTEST_WINDOW_S = 3;
/** Load below this share of what was borne is less load, and above this many times it more: planned load scatters by some percent. */
const LESS_LOAD = 0.8;
const MORE_LOAD = 1.1;
/** Of the requests of a second, p99 allows that many to be slow. */
const SLOWER = 0.01;
/** So many deadlines, and so many times the time in which every user comes once, service must be seen to be down. */
const DEADLINES = 10;
const FILLINGS = 3;
/** Goodput, or the hit ratio, that is so much better in the second half of a time than in the first gets better. */
const PROGRESS = 0.05;
/** Part of the seconds of a trouble in which something is full. */
const MOSTLY = 0.5;

export interface RecoveryEvidence {
  readonly series: DrillSeries;
  readonly topology: Pick<SystemUnderTest, 'objectives' | 'pools' | 'directory' | 'users'> & {
    readonly proxy: Pick<SystemUnderTest['proxy'], 'timeoutMs'>;
  };
  readonly timeline: readonly TimelineEvent[];
  /** When load ended. */
  readonly endS: number;
}

/**
 * Whether and when service came back after the last trigger of its trouble was gone (model §7.4). A window of W = min(30 s, a third of the
 * time left, at least 3 s) whole seconds in which every objective holds is slid over what follows; one in which nothing ended shows nothing.
 */
export function recoveryOf(evidence: RecoveryEvidence): Recovery {
  const { series, timeline, topology, endS } = evidence;
  const triggerGoneS = triggerGone(timeline, endS);
  const unseen: Recovery = { ...NO_RECOVERY, triggerGoneS };
  if (triggerGoneS === null) return unseen;
  const first = Math.ceil(triggerGoneS);
  // What a new trigger does says nothing of the old one.
  const untilS = Math.min(endS, Math.floor(nextTrouble(timeline, triggerGoneS) ?? endS));
  if (untilS - first < SHORTEST_WINDOW_S) return unseen;
  const third = Math.floor(Math.min(LONGEST_WINDOW_S, (untilS - triggerGoneS) / 3));
  const windowS = Math.max(SHORTEST_WINDOW_S, third);
  const windows = new Windows(series, topology.objectives, windowS);
  const brokeS = breakIn(series, topology.objectives, 0, untilS);
  const heldS = brokeS === null ? null : heldBefore(series, topology.objectives, brokeS, windowS);
  const borePerSecond = heldS === null ? null : loadIn(series, ...heldS);
  const found = { ...unseen, windowS, heldS, borePerSecond };

  let from = windows.firstHeld(first, untilS);
  let relapsedS: number | null = null;
  while (from !== null && brokeS !== null && brokeS < from) {
    const again = breakIn(series, topology.objectives, from, untilS);
    // A load that nobody has seen it bear is a trouble of its own.
    if (again === null || loadIn(series, again - 1, again + 2) > MORE_LOAD * (borePerSecond ?? windows.load(from)))
      break;
    relapsedS = again;
    from = windows.firstHeld(again + 1, untilS);
  }
  if (from === null)
    return { ...found, relapsedS, ...notBack(evidence, { brokeS, borePerSecond, triggerGoneS, untilS }) };
  // Windows begin with whole seconds: the first one that fits counts from the trigger itself.
  const recoveredS = from === first ? triggerGoneS : from;
  const back = { ...found, relapsedS, recoveredS, metastable: false, outcome: 'back' } as const;
  if (brokeS === null || brokeS >= from) return back;
  const was = borePerSecond ?? loadIn(series, first - windowS, first);
  if (windows.load(from) >= LESS_LOAD * was) return back;
  return { ...back, ...rescued(evidence, { windows, borePerSecond, was, triggerGoneS, from, untilS }) };
}

/** There was no trigger, or too little time after it. */
export const NO_RECOVERY: Recovery = {
  ...{ triggerGoneS: null, recoveredS: null, metastable: null, windowS: null },
  ...{ outcome: null, seenS: null, neededS: null, heldS: null, borePerSecond: null, loadPerSecond: null },
  relapsedS: null,
};

type Finding = Pick<Recovery, 'metastable' | 'outcome' | 'seenS' | 'neededS' | 'loadPerSecond'>;

/** Service was down until the end of what was seen. */
function notBack(
  evidence: RecoveryEvidence,
  {
    brokeS,
    borePerSecond,
    triggerGoneS,
    untilS,
  }: { brokeS: number | null; borePerSecond: number | null; triggerGoneS: number; untilS: number },
): Finding {
  const { series, timeline } = evidence;
  const first = Math.ceil(triggerGoneS);
  const beganS = Math.floor(troubleBegan(timeline) ?? triggerGoneS);
  const loadPerSecond = loadIn(series, first, untilS);
  const seenS = untilS - triggerGoneS;
  const asBefore = { metastable: false, outcome: 'as-before', seenS, neededS: null, loadPerSecond } as const;
  if (brokeS === null) return asBefore;
  if (brokeS < beganS && failing(series, first, untilS) <= ASSUMED_EQUAL * failing(series, brokeS, beganS))
    return asBefore;
  const neededS = needed(evidence, first, untilS);
  const isShown =
    brokeS >= beganS &&
    borePerSecond !== null &&
    loadPerSecond <= MORE_LOAD * borePerSecond &&
    seenS >= neededS &&
    isMostlyFull(evidence, first, untilS) &&
    !getsBetter(series, first, untilS);
  return { metastable: isShown ? true : null, outcome: 'down', seenS, neededS, loadPerSecond };
}

/** Failures up to so many times as many as before are no more than before. */
const ASSUMED_EQUAL = 1.5;

/** Service came back when there was less load. That it would not have come back otherwise, it takes more to show. */
function rescued(
  evidence: RecoveryEvidence,
  {
    windows,
    borePerSecond,
    was,
    triggerGoneS,
    from,
    untilS,
  }: {
    windows: Windows;
    borePerSecond: number | null;
    was: number;
    triggerGoneS: number;
    from: number;
    untilS: number;
  },
): Finding {
  const { series, topology } = evidence;
  const first = Math.ceil(triggerGoneS);
  let fellS = first;
  const hasFallen = (at: number): boolean =>
    Math.max(loadIn(series, at, at + 1), loadIn(series, at, at + SHORTEST_WINDOW_S)) < LESS_LOAD * was;
  while (fellS < from && !hasFallen(fellS)) fellS++;
  const seenS = fellS - triggerGoneS;
  const neededS = needed(evidence, first, fellS);
  const wasDown =
    borePerSecond !== null &&
    seenS >= (DEADLINES * topology.proxy.timeoutMs) / 1000 &&
    loadIn(series, first, fellS) <= MORE_LOAD * borePerSecond &&
    isMostlyFull(evidence, first, fellS);
  // Down and well at the same load, one after the other, with nothing in between but less of it.
  const isBistable = wasDown && windows.holdsAt(from, untilS, LESS_LOAD * was);
  const lasted = wasDown && seenS >= neededS && !getsBetter(series, first, fellS);
  return {
    metastable: isBistable || lasted ? true : null,
    ...{ outcome: 'back-at-less-load', seenS, neededS, loadPerSecond: windows.load(from) },
  };
}

/** The last window that held before service broke; where there was less time than a window, of as much as there was. */
function heldBefore(
  series: DrillSeries,
  objectives: Objectives,
  brokeS: number,
  windowS: number,
): readonly [number, number] | null {
  const lengthS = Math.min(windowS, brokeS);
  if (lengthS < SHORTEST_WINDOW_S) return null;
  const held = new Windows(series, objectives, lengthS).lastHeld(0, brokeS);
  return held === null ? null : [held, held + lengthS];
}

/** How long service must be seen to be down until it can be said to stay so, s: as long as it may take, and long enough to fill its caches. */
function needed({ series, topology }: RecoveryEvidence, from: number, to: number): number {
  const { objectives, proxy, users } = topology;
  let lookups = 0;
  for (const pool of Object.values(series.pools)) lookups += mean(known(pool.lookups.slice(from, to))) ?? 0;
  const fillingS = lookups === 0 ? 0 : users / lookups;
  return Math.max((objectives.recoveryMs ?? 0) / 1000, (DEADLINES * proxy.timeoutMs) / 1000, FILLINGS * fillingS);
}

/** The first second of sustained trouble of any kind that the objectives speak of; null: none. */
function breakIn({ requests }: DrillSeries, objectives: Objectives, from: number, to: number): number | null {
  const ended = requests.ended.slice(from, to);
  const onset = (bad: readonly number[], tolerated: number | null, never: boolean): number =>
    never
      ? Number.POSITIVE_INFINITY
      : (findOnset({ ended, timeouts: bad.slice(from, to) }, tolerated ?? 0) ?? Number.POSITIVE_INFINITY);
  const first = Math.min(
    onset(requests.timeouts, objectives.timeouts, objectives.timeouts === null),
    onset(requests.errors, objectives.errors, objectives.errors === null),
    onset(requests.slow, SLOWER, objectives.p99Ms === null),
  );
  return Number.isFinite(first) ? from + first : null;
}

function failing({ requests }: DrillSeries, from: number, to: number): number {
  const ended = sum(requests.ended.slice(from, to));
  return ended === 0 ? 0 : sum(requests.errors.slice(from, to)) / ended;
}

function loadIn({ planned }: DrillSeries, from: number, to: number): number {
  return mean(known(planned.slice(Math.max(0, from), Math.max(0, to)))) ?? 0;
}

function isMostlyFull({ series, topology }: RecoveryEvidence, from: number, to: number): boolean {
  let full = 0;
  for (let second = from; second < to; second++) if (isFull(series, topology, second)) full++;
  return full >= MOSTLY * (to - from);
}

/** Whether more is answered well, or found in the caches, towards the end of a time than at first. */
function getsBetter({ requests, pools }: DrillSeries, from: number, to: number): boolean {
  const middle = Math.floor((from + to) / 2);
  const rises = (part: readonly (number | null)[], whole: readonly (number | null)[]): boolean => {
    const share = (a: number, b: number) => sum(part.slice(a, b)) / (sum(whole.slice(a, b)) || 1);
    return share(middle, to) > share(from, middle) + PROGRESS;
  };
  return rises(requests.good, requests.ended) || Object.values(pools).some(({ hits, lookups }) => rises(hits, lookups));
}

/** Stretches of as many whole seconds each, and whether every objective holds in them. */
class Windows {
  readonly #series: DrillSeries;
  readonly #objectives: Objectives;
  readonly #lengthS: number;

  constructor(series: DrillSeries, objectives: Objectives, lengthS: number) {
    this.#series = series;
    this.#objectives = objectives;
    this.#lengthS = lengthS;
  }

  /** The first that holds from `from` on and ends by `until`. */
  firstHeld(from: number, until: number): number | null {
    for (let at = from; at + this.#lengthS <= until; at++) if (this.#holds(at)) return at;
    return null;
  }

  /** The last that holds from `from` on and ends by `until`. */
  lastHeld(from: number, until: number): number | null {
    for (let at = until - this.#lengthS; at >= from; at--) if (this.#holds(at)) return at;
    return null;
  }

  /** Whether one holds, from `from` on, under at least that load. */
  holdsAt(from: number, until: number, perSecond: number): boolean {
    for (let at = from; at + this.#lengthS <= until; at++) {
      if (this.load(at) >= perSecond && this.#holds(at)) return true;
    }
    return false;
  }

  /** Its mean planned load. */
  load(at: number): number {
    return loadIn(this.#series, at, at + this.#lengthS);
  }

  #holds(from: number): boolean {
    const { requests } = this.#series;
    const window = { ended: 0, timeouts: 0, errors: 0, unexpected: 0, slow: 0 };
    for (let second = from; second < from + this.#lengthS; second++) {
      window.ended += requests.ended[second] ?? 0;
      window.timeouts += requests.timeouts[second] ?? 0;
      window.errors += requests.errors[second] ?? 0;
      window.unexpected -= requests.good[second] ?? 0;
      window.slow += requests.slow[second] ?? 0;
    }
    window.unexpected += window.ended - window.errors;
    if (window.ended === 0) return false;
    return OBJECTIVES.every(each => {
      const limit = limitIn(this.#objectives, each);
      return limit === null || each.holdsIn === null || each.holdsIn(limit, window);
    });
  }
}

/** Seconds until the last one in which the drill issued a request. */
export function loadEnd(series: DrillSeries): number {
  return series.requests.offered.findLastIndex(offered => offered > 0) + 1;
}
