/**
 * Latencies counted in HdrHistogram's buckets of three significant digits: 1 µs wide below 2.048 ms, 2 µs below 4.096 ms, and so on.
 * Our own and not hdr-histogram-js for one reason: a drill closes seconds of about a thousand requests, and the library's `add`,
 * which the totals and the sliding window need three times a second, takes 45–85 µs against 5–15 µs here, and a record 25–40 ns
 * against 5–11 ns: it would double what the account of a request costs. A test holds it to the library's buckets.
 */
const SUB_BUCKETS = 2048;
const HALF = SUB_BUCKETS / 2;
/** Longer ones (35 minutes) are counted as this. */
const HIGHEST_US = 2_147_483_647;
const BUCKETS = SUB_BUCKETS + 20 * HALF;

/** Percentiles of a distribution, ms; all null where nothing was counted. */
export interface Percentiles {
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

export class LatencyCounts {
  count = 0;
  #counts = new Int32Array(BUCKETS);
  /** Buckets outside low … high are empty. */
  #low = BUCKETS;
  #high = -1;
  /** Exact, since the clear before. */
  #maxMs = 0;

  record(ms: number): void {
    const scaled = ms * 1000 + 0.5;
    const us = scaled < HIGHEST_US ? (scaled > 0 ? scaled | 0 : 0) : HIGHEST_US;
    const index = bucketOf(us);
    this.#counts[index]!++;
    if (index < this.#low) this.#low = index;
    if (index > this.#high) this.#high = index;
    if (ms > this.#maxMs) this.#maxMs = ms;
    this.count++;
  }

  add(other: LatencyCounts): void {
    const counts = this.#counts;
    const others = other.#counts;
    for (let i = other.#low; i <= other.#high; i++) counts[i]! += others[i]!;
    if (other.#low < this.#low) this.#low = other.#low;
    if (other.#high > this.#high) this.#high = other.#high;
    if (other.#maxMs > this.#maxMs) this.#maxMs = other.#maxMs;
    this.count += other.count;
  }

  /** Takes away what was added before. */
  subtract(other: LatencyCounts): void {
    const counts = this.#counts;
    const others = other.#counts;
    for (let i = other.#low; i <= other.#high; i++) counts[i]! -= others[i]!;
    this.count -= other.count;
  }

  clear(): void {
    if (this.#high >= 0) this.#counts.fill(0, this.#low, this.#high + 1);
    this.#low = BUCKETS;
    this.#high = -1;
    this.#maxMs = 0;
    this.count = 0;
  }

  /** The smallest latency that at least `percent` of them do not exceed, ms, as the middle of its bucket; null if there are none. */
  percentile(percent: number): number | null {
    if (this.count === 0) return null;
    // From the top: the high percentiles are the ones that are asked for every second.
    let above = this.count - Math.max(1, Math.ceil((percent / 100) * this.count - 1e-9));
    const counts = this.#counts;
    for (let i = this.#high; i > this.#low; i--) {
      above -= counts[i]!;
      if (above < 0) return Math.min(middleUs(i) / 1000, this.#maxMs);
    }
    return Math.min(middleUs(this.#low) / 1000, this.#maxMs);
  }

  percentiles(): Percentiles {
    return {
      p50: this.percentile(50),
      p90: this.percentile(90),
      p95: this.percentile(95),
      p99: this.percentile(99),
      max: this.count === 0 ? null : this.#maxMs,
    };
  }
}

function bucketOf(us: number): number {
  if (us < SUB_BUCKETS) return us;
  const shift = 21 - Math.clz32(us);
  return shift * HALF + (us >>> shift);
}

/** The middle of a bucket: its upper end, as the library gives it, is up to 0.1 % too high. */
function middleUs(bucket: number): number {
  if (bucket < SUB_BUCKETS) return bucket;
  const shift = Math.floor(bucket / HALF) - 1;
  const width = 1 << shift;
  return (bucket - shift * HALF) * width + width / 2 - 1;
}
