import { mean } from '../../../harness/measure/column.ts';
import type { RunRecord } from '../../../harness/record/run-record.ts';

/** Reads one value of a metric: `value('sojourn', 'avg')`. NaN where the drill has none. */
export function value(metric: string, statistic: string): (record: RunRecord) => number {
  return record => record.metrics[metric]?.values[statistic] ?? Number.NaN;
}

/** A column of the series, between two seconds. */
export function column(record: RunRecord, name: string, fromS: number, toS: number): (number | null)[] {
  const { intervalS, columns } = record.series;
  if (intervalS !== 1) throw new Error('this figure needs a series by second');
  return (columns[name] ?? []).slice(fromS, toS);
}

/** The hit ratio of a pool over the lookups between two seconds. */
export function hitRatio(pool: string, fromS: number, toS: number): (record: RunRecord) => number {
  return record => {
    const ratios = column(record, `${pool}.hitRatio`, fromS, toS);
    const lookups = column(record, `${pool}.offered`, fromS, toS);
    let hits = 0;
    let all = 0;
    for (const [second, ratio] of ratios.entries()) {
      if (ratio === null) continue;
      hits += ratio * (lookups[second] ?? 0);
      all += lookups[second] ?? 0;
    }
    return hits / all;
  };
}

/** The mean of a column between two seconds. */
export function meanOfColumn(name: string, fromS: number, toS: number): (record: RunRecord) => number {
  return record => {
    return mean(column(record, name, fromS, toS)) ?? Number.NaN;
  };
}
