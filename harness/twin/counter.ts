/** A series as a metric server has it: numbers and the moments that they are of, Unix time in ms, in order. What was no number is left out. */
export interface RawSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly atMs: readonly number[];
  readonly values: readonly number[];
}

/** What a counter did in each window. */
export interface Increases {
  /** By window; null: nobody can tell, since a gap or the end of the data is in the way. */
  readonly by: readonly (number | null)[];
  /** Windows in which it began again from zero: what it had counted since its last scrape is lost. */
  readonly resets: ReadonlySet<number>;
  /** The first and the last window in which it was there at all. */
  readonly lives: readonly [first: number, last: number];
}

/** The upper bound of a histogram's bucket; NaN: the series is of none. */
export function boundOf({ le }: RawSeries['labels']): number {
  return Number(String(le).replace('+Inf', 'Infinity'));
}

/** A scrape that comes later than so many intervals after the one before leaves a gap. */
const GAP = 2.5;

/**
 * The increase of a counter in each window, between numbers at its ends that lie on the straight line between scrapes. After a reset the new number is
 * the increase, as Prometheus has it.
 * @param edges of the windows, ms, one more than there are windows
 * @param everyMs between scrapes
 * @param bornAtZero whether a series that begins late was at zero before: one of many of an instance that was scraped already
 */
export function increases(
  { atMs, values }: RawSeries,
  edges: readonly number[],
  everyMs: number,
  bornAtZero: boolean,
): Increases {
  const total: number[] = [];
  const fallenAt: number[] = [];
  let sum = 0;
  for (const [i, value] of values.entries()) {
    const before = values[i - 1];
    if (before !== undefined) {
      sum += value >= before ? value - before : value;
      if (value < before) fallenAt.push(i);
    }
    total.push(sum);
  }
  const first = atMs[0];
  const start = edges[0] as number;
  const isLate = first !== undefined && first - start > GAP * everyMs;
  let next = 0;
  const totalAt = (edge: number): number | null => {
    while (next < atMs.length && (atMs[next] as number) < edge) next++;
    const after = atMs[next];
    const before = atMs[next - 1];
    if (after === edge) return total[next] as number;
    if (before === undefined) {
      if (after === undefined) return null;
      if (isLate && bornAtZero) {
        // It was at zero until the scrape before its first number.
        const fromMs = Math.max(0, edge - (after - everyMs));
        return -(values[0] as number) * (1 - Math.min(1, fromMs / everyMs));
      }
      return after - edge <= GAP * everyMs ? 0 : null;
    }
    if (after === undefined) return edge - before <= GAP * everyMs ? (total[next - 1] as number) : null;
    if (after - before > GAP * everyMs) return null;
    const share = (edge - before) / (after - before);
    return (total[next - 1] as number) + share * ((total[next] as number) - (total[next - 1] as number));
  };
  const at = edges.map(totalAt);
  const resets = new Set<number>();
  for (const i of fallenAt) {
    // Anywhere between the two scrapes.
    for (let window = 0; window + 1 < edges.length; window++)
      if ((edges[window] as number) < (atMs[i] as number) && (edges[window + 1] as number) > (atMs[i - 1] as number))
        resets.add(window);
  }
  const windowOf = (moment: number): number => edges.findLastIndex(edge => edge <= moment);
  const lives = [first === undefined ? edges.length : windowOf(first), windowOf(atMs.at(-1) ?? 0)] as const;
  const by = at.slice(1).map((end, i) => {
    const begin = at[i] as number | null;
    return end === null || begin === null ? null : end - begin;
  });
  return { by, resets, lives };
}

/** The mean of a gauge in each window; null: it was not scraped. */
export function means({ atMs, values }: RawSeries, edges: readonly number[]): (number | null)[] {
  const sums = new Array<number>(edges.length - 1).fill(0);
  const counts = new Array<number>(edges.length - 1).fill(0);
  let window = 0;
  for (const [i, at] of atMs.entries()) {
    if (at < (edges[0] as number)) continue;
    while (window < sums.length && at >= (edges[window + 1] as number)) window++;
    if (window >= sums.length) break;
    sums[window]! += values[i] as number;
    counts[window]!++;
  }
  return sums.map((sum, i) => (counts[i] === 0 ? null : sum / (counts[i] as number)));
}
