import type { RequestFacts } from '../../measure/request-facts.ts';
import type { BrokenContext, EndedCounts, ObjectiveEvidence, UnfinishedDrill, WindowCounts } from './evidence.ts';

/** Shares are 0–1; a ratio is of capacity to the regional peak. */
export type LimitUnit = 'share' | 'ms' | 'ratio';

/** What became of an objective. `not-applicable`: the drill did not exercise it; `no-data`: it did, but nothing was measured. */
export const OBJECTIVE_STATUSES = ['ok', 'broken', 'not-applicable', 'no-data'] as const;

/** What an objective has come to. Its status follows from value and limit, unless it says so itself. */
export type ObjectiveFinding =
  | { readonly value: number; readonly note: string | null; readonly status?: 'broken' }
  | { readonly value: null; readonly note: string; readonly status: 'not-applicable' | 'no-data' };

/** All that is known of one objective; whatever has to do with objectives is derived from the table of these. */
export interface Objective<Name extends string = string, In extends LimitUnit = LimitUnit> {
  readonly name: Name;
  readonly unit: In;
  /** What tables call it where its name alone could be taken for something else. */
  readonly called?: string;
  /** Which side of its limit is good. */
  readonly asks: 'at-most' | 'at-least';
  /** The limit where a topology sets none, as people write it, and what it means. */
  readonly default: string | number;
  readonly help: string;
  /** It came when there were records already: at its default it leaves the fingerprints of topologies as they were. */
  readonly later: boolean;
  /** A figure of it as people read it. */
  print(value: number): string;
  /** What it is called where a report shows the figures that decide; null: others say it there. */
  readonly tile: string | null;
  /** The generator's own lag is in its value. */
  readonly feelsLag: boolean;
  /** The requests that it counts; null: it counts none. */
  readonly counted: CountedRequests | null;
  /** Name and title of the row in which a comparison holds both arms' values against each other; null: none. */
  readonly compared: { readonly metric: string; readonly title: string } | null;
  judge(limit: number, evidence: ObjectiveEvidence): ObjectiveFinding;
  /** Whether it holds in a stretch of load by itself; null: it says nothing of one. */
  readonly holdsIn: ((limit: number, window: WindowCounts) => boolean) | null;
  /** Whether it is broken whatever comes in a drill at constant load. */
  isLost(limit: number, drill: UnfinishedDrill): boolean;
  /**
   * Whether requests due before the first dropped iteration, and ended before the harness itself failed, break it by themselves: only then
   * did the system break it, and not a generator that no longer brought the planned load. Asked of a broken one.
   */
  brokenUndisturbed(limit: number, requests: RequestFacts): boolean;
  /** Says of a broken one what happened. */
  brokenSentence(broken: BrokenFinding, context: BrokenContext): string;
}

/** Requests that count against an objective. */
export interface CountedRequests {
  bad(counts: EndedCounts): number;
  /** `12 of 100 requests …` */
  readonly verb: string;
}

/** A finding beyond its limit. */
export interface BrokenFinding {
  readonly limit: number;
  readonly value: number;
  readonly note: string | null;
}

export function notApplicable(note: string): ObjectiveFinding {
  return { value: null, note, status: 'not-applicable' };
}

export function noData(note: string): ObjectiveFinding {
  return { value: null, note, status: 'no-data' };
}

/** Why nothing can be said of requests; null: something can. */
export function unjudgedRequests({ totals }: RequestFacts): ObjectiveFinding | null {
  if (totals.offered === 0) return notApplicable('the script sent the system nothing');
  return totals.offered === totals.interrupted ? noData('every request was interrupted') : null;
}
