import type { RunRecord } from '../../record/run-record.ts';
import { embeddedJson } from './markup.ts';
import { widenSeries } from './widen-series.ts';

type Embedded = Omit<RunRecord, 'integrity'> & { readonly integrity?: string };

/** A record as a report carries it. */
export interface EmbeddedRecord {
  readonly record: Embedded;
  /** What was left out to keep the file small, as phrases; empty: nothing, it is the record as written. */
  readonly reductions: readonly string[];
}

/** Digits that are kept when numbers must be shortened: more than any chart can show. */
const DIGITS = 4;
const MOST_EVENTS = 1000;
const MOST_METRICS = 200;

/**
 * The record, made small enough for a report that can be mailed: at first as it is, then with fewer digits in the series, then
 * with longer intervals, last with only the beginning of long lists. A reduced record has no integrity: nobody can take it for the original.
 * @param mostBytes of its JSON.
 */
export function embeddedRecord(record: RunRecord, mostBytes: number): EmbeddedRecord {
  if (sizeOf(record) <= mostBytes) return { record, reductions: [] };
  const { integrity: _, ...rest } = record;
  const reductions: string[] = [`numbers of the series have ${DIGITS} significant digits`];
  let reduced: Embedded = { ...rest, series: roundSeries(record.series) };
  const most = { timeline: record.timeline.length, metrics: Object.keys(record.metrics).length };
  if (most.timeline > MOST_EVENTS && sizeOf(reduced) > mostBytes) {
    reduced = { ...reduced, timeline: reduced.timeline.slice(0, MOST_EVENTS) };
    reductions.push(`the first ${MOST_EVENTS} of ${most.timeline} entries of the timeline`);
  }
  if (most.metrics > MOST_METRICS && sizeOf(reduced) > mostBytes) {
    reduced = { ...reduced, metrics: Object.fromEntries(Object.entries(reduced.metrics).slice(0, MOST_METRICS)) };
    reductions.push(`the first ${MOST_METRICS} of ${most.metrics} metrics`);
  }
  const factor = wideningFor(reduced, mostBytes);
  if (factor > 1) {
    reduced = { ...reduced, series: roundSeries(widenSeries(record.series, factor)) };
    reductions.push(`intervals of ${reduced.series.intervalS} s instead of ${record.series.intervalS} s`);
  }
  return { record: reduced, reductions };
}

/** How many times longer intervals must be; at least two remain. */
function wideningFor(reduced: Embedded, mostBytes: number): number {
  const excess = sizeOf(reduced) - mostBytes;
  if (excess <= 0) return 1;
  const seriesBytes = sizeOf(reduced.series);
  const room = Math.max(1, seriesBytes - excess);
  // Wider intervals have larger sums, by a digit or two: a tenth to spare.
  return Math.ceil((1.1 * seriesBytes) / room);
}

function roundSeries({ intervalS, columns }: RunRecord['series']): RunRecord['series'] {
  const rounded = Object.entries(columns).map(([name, values]) => [
    name,
    values.map(value => (value === null ? null : Number(value.toPrecision(DIGITS)))),
  ]);
  return { intervalS, columns: Object.fromEntries(rounded) };
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(embeddedJson(value).text);
}
