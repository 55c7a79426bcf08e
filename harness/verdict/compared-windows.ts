import { sum } from '../measure/column.ts';
import type { RunPair } from './compared-run.ts';

/** Both arms' figure of the same moment and seed. */
export interface Window {
  readonly baseline: number;
  readonly candidate: number;
}

/** Windows of one metric, and in blocks of neighbours, which depend on each other. */
export interface Windows {
  readonly all: readonly Window[];
  readonly blocks: readonly (readonly Window[])[];
}

/** Intervals count from this share of the baseline's highest load on: ramps would drown a difference in their own. */
const COMPARABLE_LOAD = 0.8;
/** More windows than this in an arm are put together: the shift takes the product of both arms' numbers. */
const MOST_WINDOWS = 200;
/** Neighbours in a block, and how many blocks there should be at least. */
const LONGEST_BLOCK = 5;
const FEWEST_BLOCKS = 10;

/**
 * The windows of a column in which load was near its highest, the same moments in both arms.
 * @param load the column that says so: `planned` for clients, `<pool>.offered` for a pool.
 */
export function comparedWindows(pairs: readonly RunPair[], column: string, load: string): Windows {
  const merged = mergeFactor(pairs);
  const all: Window[] = [];
  const blocks: Window[][] = [];
  for (const pair of pairs) {
    const windows = windowsOf(pair, column, load, merged);
    const length = Math.max(1, Math.min(LONGEST_BLOCK, Math.floor((windows.length * pairs.length) / FEWEST_BLOCKS)));
    for (let from = 0; from < windows.length; from += length) blocks.push(windows.slice(from, from + length));
    all.push(...windows);
  }
  return { all, blocks };
}

/** Counts of two columns in both arms, interval by interval, to make intervals for shares. */
export interface SharePair {
  readonly baseline: { readonly part: number; readonly whole: number };
  readonly candidate: { readonly part: number; readonly whole: number };
}

/** The counts of `part` of what was offered, in blocks of neighbouring intervals. */
export function comparedShares(pairs: readonly RunPair[], part: string): SharePair[] {
  const blocks: SharePair[] = [];
  for (const { baseline, candidate } of pairs) {
    const length = Math.min(
      baseline.series.columns.offered?.length ?? 0,
      candidate.series.columns.offered?.length ?? 0,
    );
    const step = Math.max(1, Math.min(LONGEST_BLOCK, Math.floor((length * pairs.length) / FEWEST_BLOCKS)));
    for (let from = 0; from < length; from += step) {
      const counts = ({ series }: typeof baseline) => ({
        part: sum(series.columns[part]?.slice(from, from + step)),
        whole: sum(series.columns.offered?.slice(from, from + step)),
      });
      blocks.push({ baseline: counts(baseline), candidate: counts(candidate) });
    }
  }
  return blocks;
}

function windowsOf({ baseline, candidate }: RunPair, column: string, load: string, merged: number): Window[] {
  const theirs = baseline.series.columns[column] ?? [];
  const ours = candidate.series.columns[column] ?? [];
  const loads = baseline.series.columns[load] ?? [];
  let highest = 0;
  for (const each of loads) if (each !== null && each > highest) highest = each;
  const windows: Window[] = [];
  if (highest === 0) return windows;
  let [count, a, b] = [0, 0, 0];
  for (let i = 0; i < Math.min(theirs.length, ours.length); i++) {
    const [x, y] = [theirs[i] ?? null, ours[i] ?? null];
    if (x === null || y === null || (loads[i] ?? 0) < COMPARABLE_LOAD * highest) continue;
    count++;
    a += x;
    b += y;
    if (count < merged) continue;
    windows.push({ baseline: a / count, candidate: b / count });
    count = a = b = 0;
  }
  return windows;
}

function mergeFactor(pairs: readonly RunPair[]): number {
  let intervals = 0;
  for (const { baseline } of pairs) intervals += baseline.series.columns.planned?.length ?? 0;
  return Math.max(1, Math.ceil(intervals / MOST_WINDOWS));
}
