import { type Increases, increases, type RawSeries } from './counter.ts';

/** A column has a number for each window; null: nobody can tell. */
export type WindowColumn = readonly (number | null)[];

/** The windows of a span: of equal length, as many as are whole. */
export function edgesOf(fromMs: number, toMs: number, windowMs: number): number[] {
  const count = Math.floor((toMs - fromMs) / windowMs);
  return Array.from({ length: count + 1 }, (_, i) => fromMs + i * windowMs);
}

/** Window by window; null where any of them is, and 0 where there are none. */
export function sumColumns(columns: readonly WindowColumn[], windows: number): WindowColumn {
  return Array.from({ length: windows }, (_, i) => {
    let sum = 0;
    for (const column of columns) {
      const value = column[i] ?? null;
      if (value === null) return null;
      sum += value;
    }
    return sum;
  });
}

/** What counters grew by in all, window by window; of labelled ones, which are at zero before they are first seen. @param edges of the windows, ms */
export function grownIn(series: readonly RawSeries[], edges: readonly number[], everyMs: number): WindowColumn {
  return sumColumns(
    series.map(each => increases(each, edges, everyMs, true).by),
    edges.length - 1,
  );
}

/** What is not there does nothing: no number before its first and after its last is no gap. */
export function whileAlive(column: WindowColumn, [first, last]: Increases['lives']): WindowColumn {
  return column.map((value, i) => (value === null && (i < first || i > last) ? 0 : value));
}
