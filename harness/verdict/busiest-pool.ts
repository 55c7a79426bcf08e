import { sum } from '../measure/column.ts';
import type { DrillSeries } from '../measure/series.ts';

/** The pool that was asked to serve the most around a second; null if nobody measured. */
export function busiestPool(series: DrillSeries, second: number): string | null {
  return busiestPoolIn(series, second - 1, second + 2);
}

/** The same of a time. */
export function busiestPoolIn({ pools }: DrillSeries, from: number, to: number): string | null {
  let busiest: string | null = null;
  let most = 0;
  for (const [name, { offered }] of Object.entries(pools)) {
    const load = sum(offered.slice(Math.max(0, from), to));
    if (load > most) {
      most = load;
      busiest = name;
    }
  }
  return busiest;
}
