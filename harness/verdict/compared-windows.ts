import { sum } from '../measure/column.ts';
import type { RunPair } from './compared-run.ts';
import type { SeedFigures } from './paired-change.ts';

/** Intervals count from this share of the highest load on: ramps would drown a difference in their own. */
const COMPARABLE_LOAD = 0.8;
/** Fewer intervals than this near the highest load are too short a drill. */
const FEWEST_WINDOWS = 5;

/** Load is that of so many seconds: from one to the next arrivals differ by chance, and the highest would be the luckiest. */
const LOAD_OVER_S = 5;

/**
 * The mean of a column over the intervals in which load was near its highest, the same moments in both arms. Load is that of both
 * together: where one of them chose the moments, they would be those in which it happened to have more.
 * @param load the column that says so: `planned` for clients, `<pool>.offered` for a pool
 * @returns null where there are too few of them
 */
export function meanNearPeak({ baseline, candidate }: RunPair, column: string, load: string): SeedFigures | null {
  const theirs = baseline.series.columns[column] ?? [];
  const ours = candidate.series.columns[column] ?? [];
  const [mine, others] = [baseline.series.columns[load] ?? [], candidate.series.columns[load] ?? []];
  const both = mine.map((each, i) => (each ?? 0) + (others[i] ?? 0));
  const loads = smoothed(both, Math.floor(LOAD_OVER_S / baseline.series.intervalS / 2));
  const highest = Math.max(0, ...loads);
  let [windows, a, b] = [0, 0, 0];
  for (let i = 0; i < Math.min(theirs.length, ours.length); i++) {
    const [x, y] = [theirs[i] ?? null, ours[i] ?? null];
    if (x === null || y === null || (loads[i] ?? 0) < COMPARABLE_LOAD * highest) continue;
    windows++;
    a += x;
    b += y;
  }
  return highest === 0 || windows < FEWEST_WINDOWS ? null : { baseline: a / windows, candidate: b / windows };
}

/** The mean of each and of so many beside it on either side; before the first and behind the last there is none. */
function smoothed(values: readonly number[], beside: number): number[] {
  return values.map((_, i) => (sum(values.slice(Math.max(0, i - beside), i + beside + 1)) ?? 0) / (2 * beside + 1));
}
