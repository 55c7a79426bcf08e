/**
 * Hit ratios in closed form under independent references (ground-truth §3). H. Che, Y. Tung, Z. Wang 2002 for LRU; R. Fagin 1977;
 * C. Fricker, P. Robert, J. Roberts 2012 for why it is so exact. Rates are lookups per unit of time, all keys together.
 */

/** How often each key is asked for: popularity 1/i^exponent, normed. Exponent 0: all alike. */
export function zipf(keys: number, exponent: number): Float64Array {
  const shares = new Float64Array(keys);
  let total = 0;
  for (let i = 0; i < keys; i++) total += shares[i] = exponent === 0 ? 1 : Math.exp(-exponent * Math.log(i + 1));
  for (let i = 0; i < keys; i++) shares[i]! /= total;
  return shares;
}

/** Σ pᵢ·present(pᵢ) */
function ratio(shares: Float64Array, present: (share: number) => number): number {
  let sum = 0;
  for (const share of shares) sum += share * present(share);
  return sum;
}

/** The T that solves Σ present(pᵢ, T) = size. */
function characteristicTime(
  shares: Float64Array,
  size: number,
  present: (share: number, time: number) => number,
): number {
  let low = 0;
  let high = 1;
  const filled = (time: number): number => {
    let sum = 0;
    for (const share of shares) sum += present(share, time);
    return sum;
  };
  while (filled(high) < size) high *= 2;
  while (high - low > 1e-7 * high) {
    const middle = (low + high) / 2;
    if (filled(middle) < size) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const inLru = (share: number, time: number): number => 1 - Math.exp(-share * time);
const inFifo = (share: number, time: number): number => (share * time) / (1 + share * time);

/** Che: an entry stays until T other lookups have passed since its last one. */
export function lruHitRatio(shares: Float64Array, size: number): number {
  const time = characteristicTime(shares, size, inLru);
  return ratio(shares, share => inLru(share, time));
}

/** The same for FIFO: an entry stays T lookups from its fill. */
export function fifoHitRatio(shares: Float64Array, size: number): number {
  const time = characteristicTime(shares, size, inFifo);
  return ratio(shares, share => inFifo(share, time));
}

/** A fixed TTL: each fill serves rT lookups of its key until the next miss. */
export function fixedTtlHitRatio(shares: Float64Array, rate: number, ttl: number): number {
  return ratio(shares, share => inFifo(share, rate * ttl));
}

/** A sliding TTL: a hit whenever the last lookup of the key is younger than T. */
export function slidingTtlHitRatio(shares: Float64Array, rate: number, ttl: number): number {
  return ratio(shares, share => inLru(share, rate * ttl));
}

/** From empty: the hit ratio of lookup number `lookups`, if nothing is ever evicted. */
export function coldHitRatio(shares: Float64Array, lookups: number): number {
  return ratio(shares, share => inLru(share, lookups));
}

/**
 * A fixed TTL T and stale answers for another S, one key at rate r: a cycle is rT hits and the lookup that ends it, which is a
 * miss only if it comes later than S after the expiry: h = 1 − e^(−rS)/(1 + rT).
 */
export function staleHitRatio(rate: number, ttl: number, stale: number): number {
  return 1 - Math.exp(-rate * stale) / (1 + rate * ttl);
}

/** XFetch without a lock: recomputes per cycle, e^(1/β) (Vattani, Chierichetti, Lowenstein 2015). */
export function recomputesPerCycle(beta: number): number {
  return Math.exp(1 / beta);
}

const EULER = 0.5772156649015329;

/** XFetch: how long before the expiry the first early refresh comes, on average, in the unit of `recompute`. */
export function earlyGap(beta: number, rate: number, recompute: number): number {
  return beta * recompute * (Math.log(rate * beta * recompute) + EULER);
}
