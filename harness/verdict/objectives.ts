import type { RequestFacts } from '../measure/request-facts.ts';
import type { WindowP99 } from '../measure/worst-window.ts';
import { WINDOW_REQUESTS } from '../measure/worst-window.ts';
import type { Objectives } from '../topology/topology.ts';
import { ratio } from './figures.ts';
import type { Recovery } from './recovery.ts';

export type ObjectiveName = 'timeouts' | 'errors' | 'p99' | 'recovery' | 'headroom';
type ObjectiveStatus = 'ok' | 'broken' | 'not-applicable' | 'no-data';

/** One objective, judged: shares 0–1, times ms, headroom as capacity ÷ regional peak. */
export interface ObjectiveResult {
  readonly name: ObjectiveName;
  readonly limit: number;
  /** Null without data. */
  readonly value: number | null;
  /** Room left, in the objective's own unit; negative when broken. */
  readonly margin: number | null;
  readonly status: ObjectiveStatus;
  /** What a reader should know: why it was not judged, or an estimate. */
  readonly note: string | null;
}

/** What the objectives are judged on. */
export interface ObjectiveEvidence {
  readonly requests: RequestFacts;
  readonly recovery: Recovery;
  /** Whether service had broken before the trigger was gone: then there is something to recover from. */
  readonly wasBroken: boolean;
  /** When load ended, s. */
  readonly endS: number;
  /** Capacity ÷ peak as `capacity` measured it; null: it was not. */
  readonly headroom: number | null;
  /** Null: no failover was held. */
  readonly headroomEstimate: HeadroomEstimate | null;
}

/** Headroom by pool load ÷ hold CPU ÷ peak: what the pool would bear if CPU went up in proportion. Not a measurement. */
export interface HeadroomEstimate {
  readonly headroom: number;
  /** The CPU was full: the pool was asked for more than it bore, so its headroom is less than this. */
  readonly atMost: boolean;
}

/** Judges every objective that the topology sets, in their usual order. */
export function judgeObjectives(objectives: Objectives, evidence: ObjectiveEvidence): ObjectiveResult[] {
  const results: (ObjectiveResult | null)[] = [
    objectives.timeouts === null ? null : share('timeouts', objectives.timeouts, evidence.requests),
    objectives.errors === null ? null : share('errors', objectives.errors, evidence.requests),
    objectives.p99Ms === null ? null : p99(objectives.p99Ms, evidence.requests),
    objectives.recoveryMs === null ? null : recovery(objectives.recoveryMs, evidence),
    objectives.headroom === null ? null : headroom(objectives.headroom, evidence),
  ];
  return results.filter(result => result !== null);
}

/**
 * Whether requests due before the first dropped iteration break the objective by themselves: only then did the system break it, and
 * not a generator that no longer brought the planned load.
 */
export function brokenUndisturbed(objective: ObjectiveResult, requests: RequestFacts): boolean {
  if (objective.status !== 'broken') return false;
  const { undisturbed } = requests;
  switch (objective.name) {
    case 'timeouts':
      return undisturbed.timeouts > objective.limit * undisturbed.ended;
    case 'errors':
      return undisturbed.errors > objective.limit * undisturbed.ended;
    case 'p99': {
      const window = undisturbed.worstWindow;
      // Without windows the whole drill was judged; it is undisturbed if every request of it is.
      if (window === null) return undisturbed.ended === requests.totals.offered - requests.totals.interrupted;
      return window.p99Ms > objective.limit;
    }
    // Dropped iterations only make these look better than they are.
    case 'recovery':
    case 'headroom':
      return true;
  }
}

function share(name: 'timeouts' | 'errors', limit: number, { totals }: RequestFacts): ObjectiveResult {
  if (totals.offered === 0) return unexercised(name, limit, 'the script sent the system nothing');
  const ended = totals.offered - totals.interrupted;
  if (ended === 0) return { ...unexercised(name, limit, 'every request was interrupted'), status: 'no-data' };
  return upTo(name, limit, totals[name] / ended, null);
}

function p99(limit: number, requests: RequestFacts): ObjectiveResult {
  const { totals, worstWindow } = requests;
  if (totals.offered === 0) return unexercised('p99', limit, 'the script sent the system nothing');
  if (worstWindow !== null) return upTo('p99', limit, worstWindow.p99Ms, windowNote(worstWindow));
  const ended = totals.offered - totals.interrupted;
  if (ended < WINDOW_REQUESTS || requests.responseTimeMs.p99 === null) {
    return unexercised('p99', limit, `too few requests for a p99: ${ended}, of the ${WINDOW_REQUESTS} it takes`);
  }
  return upTo('p99', limit, requests.responseTimeMs.p99, `of the whole drill: no 10 s had ${WINDOW_REQUESTS} requests`);
}

function windowNote({ fromS }: WindowP99): string {
  return `worst 10 s: ${fromS}–${fromS + 10} s`;
}

function recovery(limit: number, { recovery, wasBroken, endS }: ObjectiveEvidence): ObjectiveResult {
  const { triggerGoneS, recoveredS, metastable } = recovery;
  if (triggerGoneS === null) return unexercised('recovery', limit, 'no operation ended a trigger');
  if (recoveredS !== null) return upTo('recovery', limit, (recoveredS - triggerGoneS) * 1000, null);
  if (metastable === null) {
    if (!wasBroken) return unexercised('recovery', limit, 'nothing was broken');
    return { ...unexercised('recovery', limit, 'less than 3 s of load after the trigger was gone'), status: 'no-data' };
  }
  const waited = (endS - triggerGoneS) * 1000;
  if (waited >= limit)
    return { ...upTo('recovery', limit, waited, 'not recovered by the end of load'), status: 'broken' };
  // It may yet have recovered in time: the drill ended too early to say.
  return {
    ...unexercised(
      'recovery',
      limit,
      `not recovered when load ended, ${Math.round(waited / 1000)} s after the trigger was gone`,
    ),
    status: 'no-data',
  };
}

function headroom(limit: number, { headroom, headroomEstimate }: ObjectiveEvidence): ObjectiveResult {
  if (headroom !== null) {
    const margin = headroom - limit;
    return { name: 'headroom', limit, value: headroom, margin, status: margin >= 0 ? 'ok' : 'broken', note: null };
  }
  if (headroomEstimate === null) return unexercised('headroom', limit, 'not measured: --with-capacity measures it');
  const estimate = `${headroomEstimate.atMost ? 'less than ' : 'about '}${ratio(headroomEstimate.headroom)}`;
  return unexercised(
    'headroom',
    limit,
    `estimate ${estimate} (pool load ÷ hold CPU ÷ peak), not judged: --with-capacity measures it`,
  );
}

function upTo(name: ObjectiveName, limit: number, value: number, note: string | null): ObjectiveResult {
  return { name, limit, value, margin: limit - value, status: value <= limit ? 'ok' : 'broken', note };
}

function unexercised(name: ObjectiveName, limit: number, note: string): ObjectiveResult {
  return { name, limit, value: null, margin: null, status: 'not-applicable', note };
}
