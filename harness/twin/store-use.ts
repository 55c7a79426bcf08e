import { boundOf, means, type RawSeries } from './counter.ts';
import type { Telemetry } from './telemetry.ts';
import type { Twin } from './twin.ts';
import { grownIn, sumColumns, type WindowColumn } from './window-column.ts';

/** What the store of record had to do, window by window. */
export interface StoreUse {
  /** Calls in progress, in the mean: as the gauge has it, or by Little's law, what calls took in all ÷ the window's length. */
  readonly inProgress: WindowColumn;
  readonly by: 'gauge' | 'durations';
  /** Calls that ended, and what they took in all, s; null: there are no durations. */
  readonly calls: WindowColumn | null;
  readonly seconds: WindowColumn | null;
}

/** Null: neither a gauge nor durations say. @param edges of the windows, ms */
export function storeUse({ roles, sums }: Telemetry, twin: Twin, edges: readonly number[]): StoreUse | null {
  const windows = edges.length - 1;
  const windowS = twin.windowMs / 1000;
  const grown = (series: readonly RawSeries[] | undefined): WindowColumn | null =>
    series === undefined || series.length === 0 ? null : grownIn(series, edges, twin.everyMs);
  const seconds = grown(sums.store);
  const calls = grown(roles.store?.filter(({ labels }) => boundOf(labels) === Number.POSITIVE_INFINITY));
  const gauge = roles.storeUsed;
  if (gauge !== undefined) {
    const inProgress = sumColumns(
      gauge.map(series => means(series, edges)),
      windows,
    );
    return { inProgress, by: 'gauge', calls, seconds };
  }
  if (seconds === null) return null;
  return {
    inProgress: seconds.map(value => (value === null ? null : value / windowS)),
    by: 'durations',
    calls,
    seconds,
  };
}
