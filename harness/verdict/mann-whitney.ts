/**
 * The Mann–Whitney test and its shift estimate (Hodges & Lehmann, Annals of Mathematical Statistics 34, 1963), for two samples that
 * need no distribution in common but their shape.
 */
import { normalQuantile } from '../../mock-service/time/distribution.ts';

export interface Shift {
  /** Hodges–Lehmann: the median of all differences a − b. */
  readonly estimate: number;
  /** The interval that covers the shift with the confidence asked for; infinite where the samples are too small for it. */
  readonly low: number;
  readonly high: number;
}

/** Up to this many values in both samples, and without ties, the statistic's distribution is counted out instead of approximated. */
const EXACT_UP_TO = 50;

/** How many pairs (a, b) have a > b; pairs of equals count a half. */
export function mannWhitneyU(a: readonly number[], b: readonly number[]): number {
  // By ranks: U = R − n(n+1)/2, with R the sum of a's ranks among all.
  const all = [...a.map(value => ({ value, mine: true })), ...b.map(value => ({ value, mine: false }))];
  all.sort((x, y) => x.value - y.value);
  let rankSum = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to]!.value === all[from]!.value) to++;
    const rank = (from + to + 1) / 2;
    for (let i = from; i < to; i++) if (all[i]!.mine) rankSum += rank;
    from = to;
  }
  return rankSum - (a.length * (a.length + 1)) / 2;
}

/** The two-sided p-value of the hypothesis that neither sample is shifted. 1 for empty samples. */
export function mannWhitneyP(a: readonly number[], b: readonly number[]): number {
  const [n, m] = [a.length, b.length];
  if (n === 0 || m === 0) return 1;
  const u = mannWhitneyU(a, b);
  const ties = tieSizes([...a, ...b]);
  if (ties.length === 0 && n <= EXACT_UP_TO && m <= EXACT_UP_TO) {
    return Math.min(1, 2 * cumulated(n, m)[Math.min(u, n * m - u)]!);
  }
  const sigma = spread(n, m, ties);
  if (sigma === 0) return 1;
  // Half a pair of continuity: U moves in steps.
  const z = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / sigma;
  return Math.min(1, 2 * normalTail(z));
}

/**
 * How far `a` lies above `b`, with an interval of that confidence (0–1).
 * @throws Error for an empty sample.
 */
export function shift(a: readonly number[], b: readonly number[], confidence: number): Shift {
  const [n, m] = [a.length, b.length];
  if (n === 0 || m === 0) throw new Error('a shift needs two samples');
  const differences = new Float64Array(n * m);
  let next = 0;
  for (const x of a) for (const y of b) differences[next++] = x - y;
  differences.sort();
  const middle = differences.length / 2;
  const estimate = (differences[Math.ceil(middle) - 1]! + differences[Math.floor(middle)]!) / 2;
  // The k-th smallest and k-th largest difference cover the shift unless U falls below k.
  const k = rankOfInterval(a, b, (1 - confidence) / 2);
  if (k < 1) return { estimate, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  return { estimate, low: differences[k - 1]!, high: differences[differences.length - k]! };
}

/** The largest k with P(U ≤ k − 1) ≤ tail; 0 where there is none. */
function rankOfInterval(a: readonly number[], b: readonly number[], tail: number): number {
  const [n, m] = [a.length, b.length];
  const ties = tieSizes([...a, ...b]);
  if (ties.length === 0 && n <= EXACT_UP_TO && m <= EXACT_UP_TO) {
    const distribution = cumulated(n, m);
    let k = 0;
    while (distribution[k]! <= tail) k++;
    return k;
  }
  const k = Math.floor((n * m) / 2 + normalQuantile(tail) * spread(n, m, ties) + 0.5);
  // With ties and few values the approximation must not promise more than the exact distribution could.
  return n <= EXACT_UP_TO && m <= EXACT_UP_TO && cumulated(n, m)[0]! > tail ? 0 : Math.max(0, k);
}

/** Standard deviation of U. */
function spread(n: number, m: number, ties: readonly number[]): number {
  const total = n + m;
  let tied = 0;
  for (const size of ties) tied += size * size * size - size;
  return Math.sqrt(((n * m) / 12) * (total + 1 - (total > 1 ? tied / (total * (total - 1)) : 0)));
}

/** Sizes of the groups of equal values. */
function tieSizes(values: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  const sizes: number[] = [];
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    while (to < sorted.length && sorted[to] === sorted[from]) to++;
    if (to - from > 1) sizes.push(to - from);
    from = to;
  }
  return sizes;
}

/**
 * P(U ≤ u) for u = 0 … n·m without a shift: of all arrangements, those with u inversions are counted by Π (1 − x^(m+i)) / (1 − x^i),
 * the Gaussian binomial coefficient.
 */
function cumulated(n: number, m: number): Float64Array {
  const size = n * m + 1;
  const counts = new Float64Array(size);
  counts[0] = 1;
  let total = 1;
  for (let i = 1; i <= n; i++) {
    for (let u = size - 1; u >= m + i; u--) counts[u]! -= counts[u - m - i]!;
    for (let u = i; u < size; u++) counts[u]! += counts[u - i]!;
    total *= (m + i) / i;
  }
  let sum = 0;
  return counts.map(count => (sum += count) / total);
}

/** P(Z > z) of the standard normal, z ≥ 0: Abramowitz & Stegun 7.1.26, absolute error below 1e-7. */
function normalTail(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return 0.5 * series * Math.exp(-x * x);
}
