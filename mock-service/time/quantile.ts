/**
 * The three definitions of a quantile that are in use, each where others use it (the types are those of R. J. Hyndman and Y. Fan,
 * The American Statistician 50, 1996). `share` is 0–1; there must be something to take it of.
 */

/** Products such as .07 · 100 may lie a rounding above a whole number. */
const ROUNDING = 1e-9;

/**
 * Nearest rank, type 1: the smallest value that at least a share of all do not exceed. One of the values itself, for latencies.
 * @returns its rank, from 0, among `count` sorted ones
 */
export function nearestRank(count: number, share: number): number {
  return Math.max(1, Math.ceil(share * count - ROUNDING)) - 1;
}

/**
 * Linear, type 7: between the values of the two nearest of the ranks share · (count − 1), as k6 and most statistics packages do.
 * @param ranked the n-th smallest of `count` values, n from 0
 */
export function linearQuantile(count: number, share: number, ranked: (n: number) => number): number {
  const rank = share * (count - 1);
  const below = Math.floor(rank);
  const low = ranked(below);
  return rank === below ? low : low + (rank - below) * (ranked(below + 1) - low);
}

/**
 * Of a histogram: within its bucket where it would lie if the bucket were evenly filled, as Prometheus's `histogram_quantile`.
 * @param counts one a bucket, the last above all bounds; null if there are none in them
 * @param bounds upper ends of all buckets but the last
 */
export function histogramQuantile(counts: readonly number[], bounds: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, each) => sum + each, 0);
  if (total === 0) return null;
  let before = 0;
  for (const [i, count] of counts.entries()) {
    const upper = bounds[i];
    const lower = bounds[i - 1] ?? 0;
    if (before + count >= share * total && count > 0) {
      return upper === undefined ? lower : lower + ((share * total - before) / count) * (upper - lower);
    }
    before += count;
  }
  return bounds.at(-1) ?? null;
}
