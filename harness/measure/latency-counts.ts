import { z } from 'zod';
import { nearestRank } from '../../mock-service/time/quantile.ts';
import { BucketCounts } from './bucket-counts.ts';
import type { Fact } from './fact.ts';

/** Longer ones (35 minutes) are counted as this, µs. */
const HIGHEST_US = 2_147_483_647;

const percentile = z.number().nullable();

/** Percentiles of a distribution, ms; all null where nothing was counted. */
export const percentilesSchema = z.strictObject({
  p50: percentile,
  p90: percentile,
  p95: percentile,
  p99: percentile,
  max: percentile,
});

export type Percentiles = Fact<typeof percentilesSchema>;

/** Latencies in whole µs, to three significant digits; the largest exactly. */
export class LatencyCounts {
  #us = new BucketCounts();
  /** Since the clear before. */
  #maxMs = 0;

  get count(): number {
    return this.#us.count;
  }

  /** @returns the bucket that counts it, by which others record the same */
  record(ms: number): number {
    const us = ms * 1000 + 0.5;
    if (ms > this.#maxMs) this.#maxMs = ms;
    return this.#us.record(us < HIGHEST_US ? (us > 0 ? us | 0 : 0) : HIGHEST_US);
  }

  /** Records what another has put into this bucket. */
  recordIn(bucket: number, ms: number): void {
    this.#us.recordIn(bucket);
    if (ms > this.#maxMs) this.#maxMs = ms;
  }

  add(other: LatencyCounts): void {
    this.#us.add(other.#us);
    if (other.#maxMs > this.#maxMs) this.#maxMs = other.#maxMs;
  }

  /** Takes away what was added before. */
  subtract(other: LatencyCounts): void {
    this.#us.subtract(other.#us);
  }

  clear(): void {
    this.#us.clear();
    this.#maxMs = 0;
  }

  /** By nearest rank, as the middle of its bucket, ms; null if there are none. */
  percentile(percent: number): number | null {
    const { count } = this.#us;
    if (count === 0) return null;
    return Math.min(this.#us.ranked(nearestRank(count, percent / 100)) / 1000, this.#maxMs);
  }

  percentiles(): Percentiles {
    return {
      p50: this.percentile(50),
      p90: this.percentile(90),
      p95: this.percentile(95),
      p99: this.percentile(99),
      max: this.#us.count === 0 ? null : this.#maxMs,
    };
  }
}
