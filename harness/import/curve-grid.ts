/** Where curves have their points: ascending. */
export type Grid = readonly number[];

const STEPS = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

/** Sizes in entries, whole, ten a decade: those that people write are among them. */
export const ENTRY_GRID: Grid = [
  ...new Set(Array.from({ length: 10 }, (_, decade) => STEPS.map(step => Math.floor(step * 10 ** decade))).flat()),
];

/** Sizes in bytes, four an octave from 1 KiB up: powers of two are among them. */
export const BYTE_GRID: Grid = Array.from({ length: 4 * 34 + 1 }, (_, i) => Math.round(1024 * 2 ** (i / 4)));

const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];

/** Times that entries live, s. */
export const TTL_GRID: Grid = [
  ...[1, 2, 5, 10, 20, 30],
  ...[1, 2, 5, 10, 15, 30].map(minutes => minutes * MINUTE),
  ...[1, 2, 6, 12].map(hours => hours * HOUR),
  ...[1, 2, 7, 30].map(days => days * DAY),
];

/** The first point that is not below a value; the grid's length if there is none. */
export function pointFor(grid: Grid, value: number): number {
  let low = 0;
  let high = grid.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (grid[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of a grid's points a curve needs: up to the first where it is as high as it gets. */
export function pointsUpTo(cumulative: readonly number[]): number {
  const most = cumulative.at(-1) ?? 0;
  const first = cumulative.findIndex(each => each >= most - 1e-9 * Math.abs(most));
  return Math.min(cumulative.length, Math.max(1, first + 1));
}
