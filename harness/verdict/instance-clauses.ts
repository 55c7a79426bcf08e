import { type Column, highest, sum } from '../measure/column.ts';
import type { DrillSeries, PoolColumns } from '../measure/series.ts';
import { sentenceOf, type TimelineEvent } from '../operations/catalogue/timeline-event.ts';
import { share } from './figures.ts';
import type { Resource } from './full.ts';
import { secondText } from './time-of-day.ts';

/** What was full first. */
interface Full {
  readonly resource: Resource;
  readonly pool: string | null;
  readonly atS: number;
}

/** The drill around the second in which service broke. */
interface Surroundings {
  readonly series: DrillSeries;
  readonly timeline: readonly TimelineEvent[];
  readonly brokeS: number;
  /** What is looked at ends here. */
  readonly untilS: number;
  readonly startsAt?: string | null;
}

/** Contention, and what instances that have just come cost more, are worth a mention from this share of the work on. */
const NOTABLE_CONTENTION = 0.1;
const NOTABLE_WARMING = 0.1;

/**
 * What a cause says of the instances of the pool that broke, and of those that were to take its users: clauses, none where nothing of the kind was.
 * @param pool the one that broke
 */
export function instanceClauses(first: Full | null, pool: string | null, around: Surroundings): (string | null)[] {
  return [
    scaling(pool, around),
    contended(first, around),
    warming(first, around),
    slowStarts(pool, around),
    shedText(pool, around),
    heldMove(around),
  ];
}

/** What its autoscaler had asked for and did not have. */
function scaling(pool: string | null, { timeline, series, brokeS, startsAt = null }: Surroundings): string | null {
  const last = timeline.findLast(event => event.operation === 'scaled' && event.target === pool && event.atS <= brokeS);
  if (last === undefined || last.operation !== 'scaled' || pool === null) return null;
  const present = series.pools[pool]?.inService[brokeS] ?? null;
  if (present === null || present >= last.to) return null;
  return `its autoscaler had asked for ${last.to} instances in ${secondText(Math.floor(last.atS), startsAt)}, and ${present} took load`;
}

/** How much of what full cores did was their own doing. */
function contended(first: Full | null, evidence: Surroundings): string | null {
  const part = partOfWork(first, evidence, ({ contention }) => contention);
  return part === null || part < NOTABLE_CONTENTION
    ? null
    : `${share(part)} of its work was contention, cores that stood in each other's way`;
}

/** How much of it instances did that were not warm yet. */
function warming(first: Full | null, evidence: Surroundings): string | null {
  const part = partOfWork(first, evidence, columns => columns.warming);
  return part === null || part < NOTABLE_WARMING
    ? null
    : `${share(part)} of its work was warm-up of instances that had just come`;
}

/** At most, in a second in which the cores of the pool that broke first were full. */
function partOfWork(
  first: Full | null,
  { series, untilS }: Surroundings,
  column: (columns: PoolColumns) => Column,
): number | null {
  const columns = first?.resource === 'cpu' && first.pool !== null ? series.pools[first.pool] : undefined;
  if (first === null || columns === undefined) return null;
  return highest(column(columns).slice(Math.max(0, first.atS), untilS));
}

/** Instances that did not have their whole share yet: the others had it to bear. */
function slowStarts(pool: string | null, { timeline, series, brokeS }: Surroundings): string | null {
  const slow = new Set<string>();
  for (const event of timeline)
    if (event.operation === 'slow-start' && event.pool === pool && event.atS <= brokeS)
      if (event.atS + event.windowMs / 1000 > brokeS) slow.add(event.target);
  if (slow.size === 0 || pool === null) return null;
  const all = series.pools[pool]?.inService[brokeS] ?? null;
  const of = all === null ? '' : ` of its ${all}`;
  return slow.size === 1
    ? `one${of} instances was in slow start, and had less than its share`
    : `${slow.size}${of} instances were in slow start, and had less than their share`;
}

/** What a pool refused for its CPU, so that this did not fill: of what it was asked for as service broke. */
function shedText(pool: string | null, { series, brokeS }: Surroundings): string | null {
  const columns = pool === null ? undefined : series.pools[pool];
  if (columns === undefined) return null;
  const shed = sum(columns.shed.slice(brokeS, brokeS + 10));
  return shed === 0 ? null : `it shed ${share(shed / sum(columns.offered.slice(brokeS, brokeS + 10)))} of its requests`;
}

/** A failover that had stopped on its way. */
function heldMove({ timeline, untilS }: Surroundings): string | null {
  const move = timeline.findLast(({ operation, atS }) => MOVES.has(operation) && atS <= untilS);
  return move?.operation === 'fail-over-held'
    ? `the failover to ${move.target} had been held (${sentenceOf(move)})`
    : null;
}

const MOVES: ReadonlySet<string> = new Set([
  'fail-over',
  'fail-back',
  'fail-over-held',
  'fail-over-completed',
  'fail-back-completed',
]);
