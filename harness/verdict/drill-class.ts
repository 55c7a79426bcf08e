import { known, sum } from '../measure/column.ts';
import type { SeriesTable } from '../measure/series-table.ts';
import { DROPPED_LIMIT } from './generator.ts';
import type { ObjectiveResult } from './objectives/judged-objective.ts';
import { median } from './statistics.ts';

/** What became of service in a drill (model §7.9). */
export const DRILL_CLASSES = ['holds', 'recovers', 'stays-down'] as const;
export type DrillClass = (typeof DRILL_CLASSES)[number];

/** What a class is told from: a run record has it. */
export interface ClassEvidence {
  readonly objectives: readonly Pick<ObjectiveResult, 'name' | 'limit' | 'status'>[];
  readonly series: SeriesTable;
  readonly generator: { readonly dueIterations: number; readonly droppedIterations: number };
}

/** How long before the end of load service is looked at, s: as long as the worst window of p99. */
const END_S = 10;

/**
 * Whether service held all the time, was lost and back at the end of load, or lost and not back.
 * @returns null where the drill does not show it: load was dropped, the answers were not what the script expects, or there were none
 */
export function drillClass({ objectives, series, generator }: ClassEvidence): DrillClass | null {
  if (generator.droppedIterations > DROPPED_LIMIT * generator.dueIterations) return null;
  const status = (name: string): string | undefined => objectives.find(each => each.name === name)?.status;
  if (status('good') === 'broken' || status('good') === 'no-data') return null;
  const watched = ['timeouts', 'errors', 'p99'] as const;
  if (!watched.some(name => status(name) === 'broken')) return 'holds';
  return isWellAtTheEnd(objectives, series) ? 'recovers' : 'stays-down';
}

function isWellAtTheEnd(objectives: ClassEvidence['objectives'], { columns, intervalS }: SeriesTable): boolean {
  const end = (columns.planned ?? []).findLastIndex(planned => (planned ?? 0) > 0) + 1;
  const last = (name: string): (number | null)[] =>
    (columns[name] ?? []).slice(Math.max(0, end - Math.ceil(END_S / intervalS)), end);
  const limit = (name: string): number =>
    objectives.find(each => each.name === name)?.limit ?? Number.POSITIVE_INFINITY;
  const errors = sum(known(last('errors')));
  const ended = errors + sum(known(last('good')));
  const slowest = known(last('p99Ms'));
  return (
    ended > 0 &&
    sum(known(last('timeouts'))) <= limit('timeouts') * ended &&
    errors <= limit('errors') * ended &&
    // A second alone has few requests: its p99 is chance.
    (slowest.length === 0 || median(slowest) <= limit('p99'))
  );
}

/** As a sentence says it of a drill: `it holds`. */
export const CLASS_TEXTS: Readonly<Record<DrillClass, string>> = {
  holds: 'holds',
  recovers: 'fails and comes back',
  'stays-down': 'fails and stays down',
};
