import type { RunRecord } from '../../record/run-record.ts';
import { seconds } from '../../verdict/figures.ts';
import type { ChartPlan, PageSeries } from './chart-plan.ts';
import { DIGITS, MOST_POINTS, onlyDrawn, shortened, spreadOf } from './drawn-series.ts';
import { embeddedJson } from './markup.ts';
import { lengthOf, thinningFor, thinSeries, withSpread } from './thin-series.ts';

type Embedded = Omit<RunRecord, 'integrity'> & {
  readonly integrity?: string;
  /** The extremes of what each point of the series is of, of the columns that charts draw. */
  readonly spread?: PageSeries;
};

/** A record as a report carries it. */
export interface EmbeddedRecord {
  readonly record: Embedded;
  /** What was left out to keep the file small, as phrases; empty: nothing, it is the record as written. */
  readonly reductions: readonly string[];
}

const MOST_EVENTS = 1000;
const MOST_METRICS = 200;
/** Intervals become longer by so much until there is room. */
const LONGER = 1.25;

/**
 * The record, made small enough for a report that can be mailed: at first as it is, then with fewer digits in the series, then with only the
 * beginning of long lists, last with longer intervals, and the lowest and the highest of what each is made of beside them. A reduced record
 * has no integrity: nobody can take it for the original.
 * @param mostBytes of its JSON.
 * @param charts what is drawn of it
 * @param source what their lines call its series
 */
export function embeddedRecord(
  record: RunRecord,
  mostBytes: number,
  charts: readonly ChartPlan[] = [],
  source = 'run',
): EmbeddedRecord {
  if (sizeOf(record) <= mostBytes) return { record, reductions: [] };
  const { integrity: _, ...rest } = record;
  const reductions: string[] = [`numbers of the series have ${DIGITS} significant digits`];
  let reduced: Embedded = { ...rest, series: shortened(record.series) };
  const most = { timeline: record.timeline.length, metrics: Object.keys(record.metrics).length };
  if (most.timeline > MOST_EVENTS && sizeOf(reduced) > mostBytes) {
    reduced = { ...reduced, timeline: reduced.timeline.slice(0, MOST_EVENTS) };
    reductions.push(`the first ${MOST_EVENTS} of ${most.timeline} entries of the timeline`);
  }
  if (most.metrics > MOST_METRICS && sizeOf(reduced) > mostBytes) {
    reduced = { ...reduced, metrics: Object.fromEntries(Object.entries(reduced.metrics).slice(0, MOST_METRICS)) };
    reductions.push(`the first ${MOST_METRICS} of ${most.metrics} metrics`);
  }
  const { intervalS } = record.series;
  const length = lengthOf(record.series);
  const lines = charts.flatMap(chart => withSpread(chart, spreadOf).lines);
  let factor = 1;
  while (sizeOf(reduced) > mostBytes && factor < length / 2) {
    factor = Math.max(2, factor === 1 ? thinningFor(length, MOST_POINTS) : Math.ceil(factor * LONGER));
    const { series, spread } = thinSeries(record.series, factor);
    reduced = {
      ...reduced,
      series: shortened(lines.length === 0 ? series : onlyDrawn(source, series, lines)),
      ...(spread === null || lines.length === 0
        ? {}
        : { spread: shortened(onlyDrawn(spreadOf(source), spread, lines)) }),
    };
  }
  if (factor > 1) {
    const beside =
      reduced.spread === undefined
        ? ''
        : ` of what is drawn, with the lowest and the highest ${seconds(intervalS)} of each`;
    reductions.push(`intervals of ${reduced.series.intervalS} s instead of ${intervalS} s${beside}`);
  }
  return { record: reduced, reductions };
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(embeddedJson(value).text);
}
