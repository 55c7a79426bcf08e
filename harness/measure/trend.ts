import { linearQuantile } from '../../mock-service/time/quantile.ts';
import { BucketCounts, HIGHEST } from './bucket-counts.ts';
import type { MetricContains } from './metrics.ts';
import type { Sink } from './sink.ts';

/** What is counted of one: times (ms) are kept in whole µs, bytes as they are, other numbers in billionths of a thousandth. */
const UNITS: Record<MetricContains, number> = { time: 1000, data: 1, default: 1e12 };

/** The largest number that a trend can tell from others of its size, and scripts may therefore record. */
export const LARGEST_SAMPLE = 1e280;

/**
 * A distribution: count, sum, smallest and largest are exact, percentiles are good to three significant digits. Zeros, of which a
 * request has up to five, are only counted; negative numbers, which a script may record, are counted apart.
 */
export class Trend implements Sink {
  samples = 0;
  #units: number;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #zeros = 0;
  #positive = new BucketCounts();
  #negative: BucketCounts | null = null;

  constructor(contains: MetricContains) {
    this.#units = UNITS[contains];
  }

  add(value: number): void {
    this.samples++;
    if (value > this.#max) this.#max = value;
    if (value < this.#min) this.#min = value;
    if (value === 0) {
      this.#zeros++;
      return;
    }
    this.#sum += value;
    const units = Math.round(value * this.#units);
    if (units > 0) this.#positive.record(Math.min(units, HIGHEST));
    else if (units < 0) (this.#negative ??= new BucketCounts()).record(Math.min(-units, HIGHEST));
    else this.#zeros++;
  }

  get sum(): number {
    return this.#sum;
  }

  statistic(name: string): number {
    if (this.samples === 0) return Number.NaN;
    switch (name) {
      case 'avg':
        return this.#sum / this.samples;
      case 'min':
        return this.#min;
      case 'max':
        return this.#max;
      case 'med':
        return this.percentile(50);
      case 'count':
        return this.samples;
    }
    const percent = percentOf(name);
    return percent === null ? Number.NaN : this.percentile(percent);
  }

  values(trendStats: readonly string[]): Record<string, number> {
    const values: Record<string, number> = {};
    for (const name of trendStats) values[name] = this.samples === 0 ? 0 : this.statistic(name);
    return values;
  }

  /** As k6's: linear between the two nearest ranks. */
  percentile(percent: number): number {
    if (this.samples === 0) return Number.NaN;
    return linearQuantile(this.samples, percent / 100, n => this.#ranked(n));
  }

  merge(other: Trend): void {
    this.samples += other.samples;
    this.#sum += other.#sum;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
    this.#zeros += other.#zeros;
    this.#positive.add(other.#positive);
    if (other.#negative !== null) (this.#negative ??= new BucketCounts()).add(other.#negative);
  }

  /** The n-th smallest sample, n from 0. */
  #ranked(n: number): number {
    const negatives = this.#negative?.count ?? 0;
    let value = 0;
    if (n < negatives) value = -this.#negative!.ranked(negatives - 1 - n) / this.#units;
    else if (n >= negatives + this.#zeros) value = this.#positive.ranked(n - negatives - this.#zeros) / this.#units;
    return Math.min(this.#max, Math.max(this.#min, value));
  }
}

/** The N of `p(N)`, 0–100, or null. */
export function percentOf(statistic: string): number | null {
  const match = /^p\((\d+(?:\.\d+)?)\)$/.exec(statistic);
  const percent = match === null ? Number.NaN : Number(match[1]);
  return percent >= 0 && percent <= 100 ? percent : null;
}
