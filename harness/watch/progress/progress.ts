/**
 * A drill, or a site that is kept up, as it is watched: what terminal and page show, as plain data, and the changes that make it
 * grow. Both ends of the wire apply the same changes to the same state; this file runs in Node and in the browser.
 */
import { plannedSoFar } from '../../measure/series.ts';
import type { ToldEvent } from '../../operations/catalogue/timeline-event.ts';
import { seconds } from '../../verdict/figures.ts';
import type { Objectives } from '../../verdict/objectives/objectives.ts';
import { findOnset } from '../../verdict/onset.ts';

export type ProgressVerdict = 'pass' | 'fail' | 'inconclusive';

/** Numbers by second; null where nobody measured. */
export type Numbers = (number | null)[];

/** What is known before anything runs. */
export interface Subject {
  /** Names it among several: `short-ttl, seed 2`. */
  readonly name: string;
  /** `eu-peak-failover with short-ttl`. */
  readonly title: string;
  readonly clock: 'live' | 'virtual';
  /** Names; the first is home. */
  readonly pools: readonly string[];
  /** The real region has this many times the rates. */
  readonly scale: number;
  readonly peakPerSecond: number;
  /** The proxy's deadline. */
  readonly timeoutMs: number;
  readonly objectives: Objectives;
  /** Seconds that are kept: what is older is for the record. */
  readonly keptS: number;
  readonly settings: {
    readonly name: string;
    readonly fingerprint: string;
    /** Null: there is none. */
    readonly baseline: string | null;
    readonly differences: readonly { readonly knob: string; readonly from: string; readonly to: string }[];
  };
}

export interface Progress extends Subject {
  stage: 'waiting' | 'ready' | 'running' | 'over';
  /** What is run, in a sentence, and what each scenario does. */
  announcement: string;
  scenarios: readonly string[];
  /** How long new iterations start, and the longest that it can take, s; null: without end. */
  regularS: number | null;
  longestS: number | null;
  /** How long it takes at least, as far as it is known. */
  spanS: number;
  /** The second that the first number of each column is of: older ones are given up. */
  fromS: number;
  /** Complete seconds since t = 0. */
  seconds: number;
  columns: Record<string, Numbers>;
  /** Iterations due by second, by scenario, and the mean requests of one so far. */
  due: Record<string, Numbers>;
  callsPerIteration: Readonly<Record<string, number>>;
  /** Sums since t = 0 of the columns `ended`, `good`, `timeouts`, `errors`, `dropped`. */
  totals: Record<string, number>;
  timeline: ToldEvent[];
  logs: { readonly level: string; readonly text: string }[];
  verdict: ProgressVerdict | null;
  /** Why, the most important first; or why there is no verdict. */
  reasons: readonly string[];
  /** Path of the report; null: none was written. */
  report: string | null;
}

export type ProgressChange =
  | {
      readonly kind: 'ready';
      readonly announcement: string;
      readonly scenarios: readonly string[];
      readonly regularS: number | null;
      readonly longestS: number | null;
      readonly spanS: number;
    }
  | { readonly kind: 'started' }
  /** What was measured in a second; columns that are not named keep what they have. */
  | { readonly kind: 'numbers'; readonly second: number; readonly values: Readonly<Record<string, number | null>> }
  | {
      readonly kind: 'due';
      readonly second: number;
      readonly due: Readonly<Record<string, number>>;
      readonly callsPerIteration: Readonly<Record<string, number>>;
    }
  | { readonly kind: 'event'; readonly event: ToldEvent }
  | { readonly kind: 'log'; readonly level: string; readonly text: string }
  | {
      readonly kind: 'over';
      readonly verdict: ProgressVerdict | null;
      readonly reasons: readonly string[];
      readonly report: string | null;
      /** Sums of the whole drill, its last part of a second included; null: nothing was measured. */
      readonly totals: Readonly<Record<string, number>> | null;
    };

/** Columns that are summed. */
const SUMMED = ['ended', 'good', 'timeouts', 'errors', 'dropped'];
/** Events and log lines that are kept. */
const MOST_EVENTS = 500;
const MOST_LOGS = 100;

export function newProgress(subject: Subject): Progress {
  return {
    ...subject,
    ...{
      stage: 'waiting',
      announcement: '',
      scenarios: [],
      regularS: null,
      longestS: null,
      spanS: 0,
      fromS: 0,
      seconds: 0,
    },
    ...{ columns: {}, due: {}, callsPerIteration: {}, timeline: [], logs: [] },
    ...{ totals: Object.fromEntries(SUMMED.map(name => [name, 0])), verdict: null, reasons: [], report: null },
  };
}

export function applyChange(progress: Progress, change: ProgressChange): void {
  switch (change.kind) {
    case 'ready': {
      const { announcement, scenarios, regularS, longestS, spanS } = change;
      Object.assign(progress, { stage: 'ready', announcement, scenarios, regularS, longestS, spanS });
      return;
    }
    case 'started':
      progress.stage = 'running';
      return;
    case 'numbers': {
      const { second, values } = change;
      for (const [name, value] of Object.entries(values)) {
        if (name in progress.totals) addToTotal(progress, name, second, value ?? 0);
        put(progress, progress.columns, name, second, value);
      }
      return forget(progress, second);
    }
    case 'due': {
      const { second, due, callsPerIteration } = change;
      for (const [scenario, count] of Object.entries(due)) put(progress, progress.due, scenario, second, count);
      progress.callsPerIteration = callsPerIteration;
      return forget(progress, second);
    }
    case 'event':
      progress.timeline.push(change.event);
      // What is told late still happened when it did.
      progress.timeline.sort((a, b) => a.atS - b.atS);
      if (progress.timeline.length > MOST_EVENTS) giveUpEvent(progress.timeline);
      return;
    case 'log':
      progress.logs.push({ level: change.level, text: change.text });
      if (progress.logs.length > MOST_LOGS) progress.logs.shift();
      return;
    case 'over': {
      const { verdict, reasons, report, totals } = change;
      Object.assign(progress, { stage: 'over', verdict, reasons, report });
      Object.assign(progress.totals, totals);
    }
  }
}

/** The time that curves are drawn over: all that is known to come, and what has passed. */
export function shownSeconds({ spanS, seconds }: Progress): number {
  return Math.max(Math.ceil(spanS), seconds, 1);
}

/** How far it is: `23 s of 42 s`; where the end is open, `43 s, at most 45 s`. */
export function elapsedText({ seconds: done, spanS, regularS, longestS }: Progress): string {
  if (regularS === null || longestS === null) return seconds(done);
  return done <= spanS && spanS === regularS
    ? `${done} s of ${seconds(spanS)}`
    : `${done} s, at most ${seconds(longestS)}`;
}

/** What stands in a column in a second; null: nothing, or it has been given up. */
export function numberAt(progress: Progress, column: string, second: number): number | null {
  return progress.columns[column]?.[second - progress.fromS] ?? null;
}

/** The latest second of which everything is known: what the processes measure comes one by one. Null: none is. */
export function latestSecond({ columns, pools, fromS }: Progress): number | null {
  const lasts = ['ended', ...pools.map(pool => `${pool}.cpu`)].flatMap(name => {
    const last = columns[name]?.findLastIndex(value => value !== null) ?? -1;
    return last < 0 ? [] : [last];
  });
  return lasts.length === 0 ? null : fromS + Math.min(...lasts);
}

/** What stands in a column in the latest second. */
export function latestOf(progress: Progress, column: string): number | null {
  const second = latestSecond(progress);
  return second === null ? null : numberAt(progress, column, second);
}

/**
 * The load that users bring, by second: iterations due × the mean calls of their scenario as far as it is known by now, so
 * that earlier seconds become right with time.
 */
export function plannedColumn({ due, callsPerIteration, seconds, fromS }: Progress): Numbers {
  const scenarios = Object.keys(due);
  return Array.from({ length: seconds - fromS }, (_, i) => {
    const inSecond = scenarios.map(scenario => [scenario, due[scenario]?.[i] ?? 0] as const);
    return plannedSoFar(Object.fromEntries(inSecond), callsPerIteration);
  });
}

/** The second in which sustained timeouts begin, as far as it can be told by now; null: none, or not yet. */
export function onsetOf({ columns, seconds, fromS, objectives }: Progress): number | null {
  if (fromS > 0) return null;
  const counts = (name: string): number[] => Array.from({ length: seconds }, (_, i) => columns[name]?.[i] ?? 0);
  return findOnset({ ended: counts('ended'), timeouts: counts('timeouts') }, objectives.timeouts ?? 0);
}

function put(progress: Progress, columns: Record<string, Numbers>, name: string, second: number, value: number | null) {
  const index = second - progress.fromS;
  if (index < 0) return;
  const column = (columns[name] ??= []);
  while (column.length < index) column.push(null);
  column[index] = value;
}

/** What instances did goes first: where users are must be known for as long as they are there. */
function giveUpEvent(timeline: ToldEvent[]): void {
  const index = timeline.findIndex(({ kind, operation }) => kind === 'event' && operation !== 'active-pool');
  timeline.splice(Math.max(0, index), 1);
}

function addToTotal(progress: Progress, name: string, second: number, value: number): void {
  progress.totals[name] = (progress.totals[name] ?? 0) + value - (numberAt(progress, name, second) ?? 0);
}

function forget(progress: Progress, second: number): void {
  progress.seconds = Math.max(progress.seconds, second + 1);
  const excess = progress.seconds - progress.fromS - progress.keptS;
  if (excess <= 0) return;
  for (const column of [...Object.values(progress.columns), ...Object.values(progress.due)]) column.splice(0, excess);
  progress.fromS += excess;
}
