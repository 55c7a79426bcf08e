/** Numbers by interval; null where nobody measured. */
export type Column = readonly (number | null)[];

/** The numbers that somebody measured. */
export function known(column: readonly (number | null)[]): number[] {
  return column.filter(each => each !== null);
}

export function sum(column: readonly (number | null)[] = []): number {
  let total = 0;
  for (const each of column) total += each ?? 0;
  return total;
}

/** Of the numbers that are known; null if none is. */
export function mean(column: readonly (number | null)[]): number | null {
  let [total, count] = [0, 0];
  for (const each of column) {
    if (each === null) continue;
    total += each;
    count++;
  }
  return count === 0 ? null : total / count;
}

/** Null if none is known. */
export function highest(column: readonly (number | null)[]): number | null {
  let high: number | null = null;
  for (const each of column) if (each !== null && (high === null || each > high)) high = each;
  return high;
}

/** Null if none is known. */
export function lowest(column: readonly (number | null)[]): number | null {
  let low: number | null = null;
  for (const each of column) if (each !== null && (low === null || each < low)) low = each;
  return low;
}

/** Mean of the whole intervals that lie in from … to; null where there are none. */
export function meanBetween(column: Column, from: number, to: number): number | null {
  return mean(column.slice(Math.max(0, Math.ceil(from)), Math.max(0, Math.floor(to))));
}

/** The highest mean of `length` neighbours, of all where there are fewer; unknown numbers count as 0. Null for an empty column. */
export function highestMean(column: readonly (number | null)[], length: number): number | null {
  let high: number | null = null;
  let total = 0;
  for (let i = 0; i < column.length; i++) {
    total += (column[i] ?? 0) - (column[i - length] ?? 0);
    if (i + 1 < Math.min(length, column.length)) continue;
    const mean = total / Math.min(length, column.length);
    if (high === null || mean > high) high = mean;
  }
  return high;
}
